package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a handler throws is a failed run like any other, and nobody else's affair. */
class ExceptionFuzzTest {

    private static final int INNOCENT = 200;
    private static final int POLLS = 5;
    private static final String RETRIES = "2";

    @ApplicationScoped
    static class Guilty {

        private static void throwIt(String strange) {
            throw Faults.<RuntimeException>sneaky(Strange.all().get(strange).get());
        }

        @OnEvent("guilty.transactional")
        void transactional(String strange) {
            throwIt(strange);
        }

        @OnEvent("guilty.plain")
        @Transactional(Transactional.TxType.NOT_SUPPORTED)
        void plain(String strange) {
            throwIt(strange);
        }

        @OnEvent("guilty.method")
        CompletionStage<Void> beforeItsStage(String strange) {
            throwIt(strange);
            return null;
        }

        @OnEvent("guilty.stage")
        CompletionStage<Void> itsStage(String strange) {
            return CompletableFuture.failedFuture(thrown(strange));
        }

        @OnEvent("guilty.completion")
        CompletionStage<Void> around(String strange) {
            return CompletableFuture.failedFuture(new CompletionException(null, thrown(strange)));
        }

        @OnEvent("guilty.reading")
        void reading(Odd payload) {
            throw new AssertionError("called with " + payload);
        }

        private static Throwable thrown(String strange) {
            try {
                return Strange.all().get(strange).get();
            } catch (Throwable instead) {
                return instead;
            }
        }
    }

    /** Throws when it is read. */
    @JsonbTypeAdapter(OddAdapter.class)
    public record Odd(String strange) {}

    public static class OddAdapter implements JsonbAdapter<Odd, String> {

        @Override
        public String adaptToJson(Odd odd) {
            return odd.strange;
        }

        @Override
        public Odd adaptFromJson(String strange) {
            throw Faults.<RuntimeException>sneaky(Strange.all().get(strange).get());
        }
    }

    private static final EngineDatabase DATABASE = EngineDatabase.h2();
    private static final Map<String, String> SETTINGS =
            Map.of("onevent.retry.max-retries", RETRIES, "onevent.retry.delay", "PT0.01S", "onevent.threads", "4");

    private static EngineInstance instance;

    @BeforeEach
    void start() {
        Quiet.now();
        if (instance == null) {
            DATABASE.reset();
            instance = new EngineInstance(DATABASE, SETTINGS, Innocent.class, Guilty.class);
        }
    }

    @AfterAll
    static void stop() {
        Quiet.noMore();
        if (instance != null) {
            instance.close();
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of("transactional", "plain", "method", "stage", "completion", "reading")
                .flatMap(kind -> Strange.all().keySet().stream().map(strange -> Arguments.of(kind, strange)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void what_is_thrown_is_a_failed_run_and_keeps_nobody(String kind, String strange) {
        EngineInstance here = instance;
        // Whatever comes of it, the next one does not have it.
        instance = null;
        DATABASE.execute("DELETE FROM ledger");
        DATABASE.execute("DELETE FROM onevent_dead_event");
        Innocent.publish(here, INNOCENT / 2);
        UUID guilty = here.publish(
                NewEvent.named("guilty." + kind).payload(kind.equals("reading") ? new Odd(strange) : strange));
        Innocent.publish(here, INNOCENT / 2);
        Steps steps = Steps.of(here);
        int polls = 0;
        while (Innocent.handled(DATABASE) < INNOCENT && polls < POLLS) {
            steps.untilIdle();
            polls++;
        }
        assertThat(Innocent.handled(DATABASE)).as("handled within five polls").isEqualTo(INNOCENT);
        await("its retries")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    steps.untilIdle();
                    assertThat(DATABASE.count("onevent_event")).isZero();
                });
        List<String> dead = DATABASE.rows("SELECT id, reason, retry FROM onevent_dead_event");
        if (kind.equals("reading")) {
            assertThat(dead).singleElement().isIn(guilty + " UNREADABLE 0", guilty + " FAILED " + RETRIES);
        } else {
            assertThat(dead).containsExactly(guilty + " FAILED " + RETRIES);
        }
        assertThat(here.dead(guilty).errorClass()).isNotBlank();
        await("the threads that lead nowhere any more")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(here.places().running()).isZero());
        instance = here;
    }
}
