package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.onevent.DeadEvent;
import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.Reason;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each way to die is told to who handles onevent.dead, and to nobody where nobody does. */
class DeathsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final List<DeadEvent> TOLD = new ArrayList<>();
    private static RuntimeException thrown;

    /** Is told of deaths, and handles what dies. */
    @ApplicationScoped
    static class Alarm extends Dying {

        @OnEvent("onevent.dead")
        void alarm(DeadEvent dead, StoredEvent event, String text) {
            assertThat(event.name()).isEqualTo("onevent.dead");
            assertThat(text).doesNotContain("secret");
            TOLD.add(dead);
            if (thrown != null) {
                throw thrown;
            }
        }
    }

    @ApplicationScoped
    static class AlarmOnly {

        @OnEvent("onevent.dead")
        void alarm(DeadEvent dead) {
            TOLD.add(dead);
        }
    }

    @ApplicationScoped
    static class Unalarmed extends Dying {}

    abstract static class Dying {

        @OnEvent("failing")
        void fail() {
            throw new IllegalStateException("as told");
        }

        @OnEvent("rejecting")
        void reject() {
            throw new RejectEventException("not wanted");
        }

        @OnEvent("numbers")
        void read(Integer number) {}

        @OnEvent("killing")
        void kill() {
            KILL.run();
        }
    }

    private static Runnable KILL = () -> {};

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private final SteppedCluster cluster = new SteppedCluster();
    private final EngineDatabase database = cluster.database();
    private SteppedEngine engine;

    @BeforeEach
    void begin() {
        TOLD.clear();
        thrown = null;
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private SteppedEngine start(Class<?> handlers) {
        SteppedEngine started = cluster.start(handlers, "retry.max-retries", "0", "retry.delay", "PT0S");
        started.step();
        return started;
    }

    private UUID publish(String name, Object payload) {
        return engine.publish(NewEvent.named(name).payload(payload).group("g").header("h", "1"));
    }

    private void steps() {
        for (int i = 0; i < 4; i++) {
            cluster.step();
        }
    }

    private void assertTold(UUID id, Reason reason) {
        assertThat(TOLD).singleElement().satisfies(dead -> {
            assertThat(dead.event().id()).isEqualTo(id);
            assertThat(dead.event().group()).isEqualTo("g");
            assertThat(dead.event().headers()).containsEntry("h", "1");
            assertThat(dead.event().payload()).isNull();
            assertThat(dead.reason()).isEqualTo(reason);
        });
        assertThat(dead()).containsExactly(id + " " + reason);
        assertThat(database.count("onevent_event")).isZero();
    }

    private List<String> dead() {
        return database.rows("SELECT id, reason FROM onevent_dead_event");
    }

    @Test
    void one_that_failed_too_often() {
        engine = start(Alarm.class);
        UUID id = publish("failing", "secret");
        steps();
        assertTold(id, Reason.FAILED);
        assertThat(TOLD.get(0).errorClass()).isEqualTo(IllegalStateException.class.getName());
        assertThat(TOLD.get(0).message()).isEqualTo("as told");
        assertThat(TOLD.get(0).stackTrace()).contains("Dying.fail");
    }

    @Test
    void one_that_is_told_of_is_handled_without_another_look() {
        engine = start(Alarm.class);
        publish("failing", null);
        engine.run();
        assertThat(TOLD).hasSize(1);
    }

    @Test
    void one_that_was_rejected() {
        engine = start(Alarm.class);
        UUID id = publish("rejecting", "secret");
        steps();
        assertTold(id, Reason.REJECTED);
    }

    @Test
    void one_that_expired() {
        engine = start(Alarm.class);
        UUID id = engine.publish(NewEvent.named("failing")
                .payload("secret")
                .group("g")
                .header("h", "1")
                .delay(DAY)
                .expiresAfter(DAY.multipliedBy(2)));
        cluster.advance(DAY.multipliedBy(4));
        steps();
        assertTold(id, Reason.EXPIRED);
    }

    @Test
    void one_whose_payload_cannot_be_read() {
        engine = start(Alarm.class);
        UUID id = publish("numbers", "secret");
        steps();
        assertTold(id, Reason.UNREADABLE);
    }

    @Test
    void one_whose_row_cannot_be_read() {
        engine = start(Alarm.class);
        UUID id = publish("failing", "secret");
        database.execute("UPDATE onevent_event SET headers = 'none'");
        steps();
        assertThat(TOLD).singleElement().satisfies(dead -> {
            assertThat(dead.event().id()).isEqualTo(id);
            assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
            assertThat(dead.event().headers()).isEmpty();
        });
        assertThat(dead()).containsExactly(id + " UNREADABLE");
    }

    @Test
    void one_that_kills_its_instances() {
        engine = start(Alarm.class);
        UUID id = publish("killing", "secret");
        KILL = () -> engine.kill();
        for (int lives = 0; lives < 3; lives++) {
            engine.step();
            cluster.advance(SteppedCluster.LEASE);
            engine = cluster.start(Alarm.class, "retry.max-retries", "0", "retry.delay", "PT0S");
        }
        engine.step();
        engine.step();
        assertTold(id, Reason.LOST);
    }

    @Test
    void where_nobody_handles_deaths_none_is_published() {
        engine = start(Unalarmed.class);
        publish("failing", "secret");
        publish("rejecting", "secret");
        publish("numbers", "secret");
        engine.publish(NewEvent.named("failing").delay(DAY).expiresAfter(DAY.multipliedBy(2)));
        cluster.advance(DAY.multipliedBy(4));
        steps();
        assertThat(dead()).hasSize(4);
        assertThat(database.count("onevent_event")).isZero();
    }

    @Test
    void where_another_application_handles_deaths_it_is_told() {
        start(AlarmOnly.class);
        engine = start(Unalarmed.class);
        UUID id = publish("failing", "secret");
        steps();
        assertTold(id, Reason.FAILED);
    }

    @Test
    void the_death_of_what_tells_of_a_death_is_not_told() {
        engine = start(Alarm.class);
        thrown = new RejectEventException("who cares");
        publish("failing", null);
        steps();
        assertThat(TOLD).hasSize(1);
        assertThat(dead()).hasSize(2);
        assertThat(database.count("onevent_event")).isZero();
    }

    @Test
    void where_telling_is_refused_all_are_buried_all_the_same_and_it_is_said_once() {
        database.execute("ALTER TABLE onevent_event ADD CONSTRAINT no_dead CHECK (name <> 'onevent.dead')");
        engine = start(Alarm.class);
        for (int i = 0; i < 5; i++) {
            publish("rejecting", null);
            engine.publish("failing");
        }
        engine.publish(NewEvent.named("failing").delay(DAY).expiresAfter(DAY.multipliedBy(2)));
        for (int i = 0; i < 15; i++) {
            engine.step();
        }
        cluster.advance(DAY.multipliedBy(4));
        steps();
        assertThat(dead()).hasSize(11);
        assertThat(TOLD).isEmpty();
        assertThat(log.lines().stream()
                        .filter(line -> line.getMessage().startsWith("ONEVENT-425"))
                        .count())
                .isOne();
    }

    @Test
    void names_of_the_library_are_not_published_by_others() {
        engine = start(Alarm.class);
        for (String name : List.of("onevent.dead", "onevent.probe", "onevent.x", "onevent.")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.publish(name))
                    .withMessageContaining("reserved");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            engine.call(() -> engine.bean(EventPublisher.class).publish(name, "x")))
                    .withMessageContaining("reserved");
        }
        engine.publish("onevent");
        engine.publish("oneventful");
        assertThat(database.count("onevent_event")).isEqualTo(2);
    }
}
