package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.NewEvent;
import io.onevent.PostponeEventException;
import io.onevent.ProcessedEvents;
import io.onevent.RejectEventException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine does, step by step: nothing happens here but what a test does, and no time passes. */
class SteppedEngineTest {

    private static final Duration LEASE = SteppedCluster.LEASE;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final SteppedCluster cluster = new SteppedCluster();
    private final EngineDatabase database = cluster.database();
    private SteppedEngine engine;

    @BeforeEach
    void tellNothing() {
        Quiet.now();
        Told.nothing();
    }

    @AfterEach
    void stop() {
        cluster.close();
        Quiet.noMore();
    }

    private SteppedEngine start(String... settings) {
        SteppedEngine started = cluster.start(Told.class, settings);
        started.step();
        return started;
    }

    private UUID publish(String name) {
        return engine.publish(name);
    }

    private UUID publish(String name, String group, String payload) {
        return engine.publish(NewEvent.named(name).group(group).payload(payload));
    }

    private void fail(String name) {
        Told.to(name, event -> {
            throw new IllegalStateException("as told");
        });
    }

    private void succeed(String name) {
        Told.to(name, event -> {});
    }

    private long waiting() {
        return database.count("onevent_event");
    }

    private String event(String columns, UUID id) {
        return database.rows("SELECT " + columns + " FROM onevent_event WHERE id = ?", id)
                .get(0);
    }

    private String dead(UUID id) {
        return database.rows("SELECT reason FROM onevent_dead_event WHERE id = ?", id)
                .get(0);
    }

    private boolean isDead(UUID id) {
        return database.count("onevent_dead_event WHERE id = ?", id) == 1;
    }

    // To publish, take and run

    @Test
    void what_is_published_is_taken_run_and_gone_after_one_step() {
        engine = start();
        UUID id = publish("a");
        assertThat(Told.calls()).isEmpty();
        engine.step();
        assertThat(database.effects(id)).isOne();
        assertThat(waiting()).isZero();
    }

    @Test
    void what_is_published_in_a_transaction_is_there_when_that_commits() {
        engine = start();
        engine.inTransaction(() -> {
            engine.bean(EventPublisher.class).publish("a");
            assertThat(waiting()).isZero();
            return null;
        });
        assertThat(waiting()).isOne();
    }

    @Test
    void a_commit_wakes_its_instance_without_a_look() {
        engine = start();
        publish("a");
        engine.run();
        assertThat(Told.calls()).containsExactly("a");
    }

    @Test
    void what_another_instance_publishes_starts_at_the_next_glance_whatever_it_is() {
        engine = start();
        SteppedEngine other = start();
        other.publish("a");
        engine.glance();
        assertThat(Told.calls()).containsExactly("a");
        other.publish(NewEvent.named("b").expiresAfter(HOUR));
        engine.glance();
        assertThat(Told.calls()).containsExactly("a", "b");
        other.publish(NewEvent.named("a").group("g"));
        other.publish(NewEvent.named("b").group("g"));
        engine.glance();
        assertThat(Told.calls()).containsExactly("a", "b", "a", "b");
        other.publish("a");
        other.glance();
        assertThat(Told.calls()).as("who does not lead it takes nothing").hasSize(4);
    }

    @Test
    void in_mode_all_whoever_glances_first_starts_it() {
        engine = start("mode", "all");
        SteppedEngine other = start("mode", "all");
        other.publish("a");
        engine.glance();
        other.run();
        assertThat(Told.calls()).containsExactly("a");
    }

    @Test
    void what_a_glance_leaves_out_is_found_by_the_next_look() {
        engine = start();
        SteppedEngine other = start();
        UUID late = other.publish("a");
        database.execute("UPDATE onevent_event SET due_at = DATEADD(HOUR, -1, due_at) WHERE id = ?", late);
        engine.glance();
        assertThat(Told.calls()).isEmpty();
        engine.step();
        assertThat(Told.calls()).containsExactly("a");
    }

    @Test
    void a_glance_starts_nothing_that_is_paused_and_keeps_the_order_of_a_group() {
        engine = start();
        SteppedEngine other = start();
        engine.bean(EventQueue.class).pause("a");
        engine.step();
        other.publish("a");
        other.publish(NewEvent.named("a").group("g"));
        other.publish(NewEvent.named("b").group("g"));
        engine.glance();
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void glances_that_fail_rest_until_the_next_look() {
        engine = start();
        SteppedEngine other = start();
        other.publish("a");
        database.execute("ALTER TABLE onevent_instance RENAME TO elsewhere");
        engine.glance();
        database.execute("ALTER TABLE elsewhere RENAME TO onevent_instance");
        engine.glance();
        assertThat(Told.calls()).isEmpty();
        engine.look();
        engine.run();
        assertThat(Told.calls()).containsExactly("a");
        other.publish("a");
        engine.glance();
        assertThat(Told.calls()).containsExactly("a", "a");
    }

    @Test
    void what_is_delayed_starts_when_it_is_due_and_not_before() {
        engine = start();
        engine.publish(NewEvent.named("a").delay(DAY));
        cluster.advance(DAY.minus(HOUR));
        engine.step();
        assertThat(Told.calls()).isEmpty();
        cluster.advance(HOUR);
        engine.step();
        assertThat(Told.calls()).hasSize(1);
    }

    @Test
    void what_a_leader_takes_it_reads_ahead_and_writes_nothing_to_it() {
        engine = start();
        UUID id = publish("a");
        engine.look();
        assertThat(event("version, holder", id)).isEqualTo("0 null");
        assertThat(database.rows("SELECT taken FROM onevent_instance")).containsExactly(id.toString());
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void without_a_transaction_the_end_comes_after_the_effect() {
        engine = start();
        Told.to("plain", event -> assertThat(database.effects(event.id())).isOne());
        UUID id = publish("plain");
        engine.step();
        assertThat(database.effects(id)).isOne();
        assertThat(waiting()).isZero();
    }

    // How a run can end

    @Test
    void a_failed_run_leaves_no_effect_and_is_repeated_after_the_delay() {
        engine = start("retry.delay", "PT2M");
        fail("a");
        UUID id = publish("a");
        engine.step();
        assertThat(event("retry, started", id)).isEqualTo("1 1");
        assertThat(database.effects(id)).isZero();
        succeed("a");
        engine.step();
        assertThat(Told.calls()).as("it rests").hasSize(1);
        cluster.advance(Duration.ofMinutes(2));
        engine.step();
        assertThat(database.effects(id)).isOne();
    }

    @Test
    void who_has_used_up_its_retries_is_dead() {
        engine = start("retry.max-retries", "1", "retry.delay", "PT2M");
        fail("a");
        UUID id = publish("a");
        engine.step();
        cluster.advance(Duration.ofMinutes(2));
        engine.step();
        assertThat(dead(id)).isEqualTo("FAILED");
        assertThat(waiting()).isZero();
    }

    @Test
    void who_is_rejected_is_dead_at_once() {
        engine = start();
        Told.to("a", event -> {
            throw new RejectEventException("not wanted");
        });
        UUID id = publish("a");
        engine.step();
        assertThat(dead(id)).isEqualTo("REJECTED");
        assertThat(database.effects(id)).isZero();
    }

    @Test
    void who_is_postponed_runs_later_and_no_retry_is_used() {
        engine = start();
        Told.to("a", event -> {
            throw new PostponeEventException(DAY);
        });
        UUID id = publish("a");
        engine.step();
        assertThat(event("retry", id)).isEqualTo("0");
        succeed("a");
        engine.step();
        assertThat(Told.calls()).hasSize(1);
        cluster.advance(DAY);
        engine.step();
        assertThat(database.effects(id)).isOne();
    }

    // Expiry

    @Test
    void who_has_not_started_before_its_expiry_is_dead() {
        engine = start();
        UUID id = engine.publish(NewEvent.named("a").expiresAfter(DAY));
        cluster.advance(DAY);
        engine.step();
        assertThat(dead(id)).isEqualTo("EXPIRED");
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void what_was_read_ahead_in_time_and_expires_before_its_start_is_not_started() {
        engine = start();
        UUID id = engine.publish(NewEvent.named("a").expiresAfter(DAY));
        engine.look();
        cluster.advance(DAY);
        engine.run();
        engine.step();
        assertThat(dead(id)).isEqualTo("EXPIRED");
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void who_has_started_does_not_expire() {
        engine = start("retry.delay", "P2D", "retry.max-delay", "P2D");
        fail("a");
        UUID id = engine.publish(NewEvent.named("a").expiresAfter(DAY));
        engine.step();
        succeed("a");
        cluster.advance(DAY.multipliedBy(2));
        engine.step();
        assertThat(database.effects(id)).isOne();
    }

    // Groups

    @Test
    void events_of_a_group_run_one_at_a_time_in_the_order_of_their_commits() {
        engine = start();
        publish("a", "g", "1");
        publish("b", "g", "2");
        publish("a", "g", "3");
        Told.to("a", event -> assertThat(waiting()).isEqualTo(event.payload().contains("1") ? 3 : 1));
        engine.step();
        engine.step();
        engine.step();
        assertThat(Told.calls()).containsExactly("1", "2", "3");
        assertThat(waiting()).isZero();
    }

    @Test
    void who_fails_holds_its_group_back_until_it_is_dead() {
        engine = start("retry.max-retries", "1", "retry.delay", "PT2M");
        fail("a");
        publish("a", "g", "1");
        publish("b", "g", "2");
        engine.step();
        engine.step();
        assertThat(Told.calls()).containsExactly("1");
        cluster.advance(Duration.ofMinutes(2));
        engine.step();
        engine.step();
        assertThat(Told.calls()).containsExactly("1", "1", "2");
    }

    @Test
    void a_dead_event_parks_its_group_until_it_is_discarded() {
        engine = start("group.on-dead", "park", "retry.max-retries", "0");
        fail("a");
        UUID first = publish("a", "g", "1");
        publish("b", "g", "2");
        engine.step();
        engine.step();
        assertThat(isDead(first)).isTrue();
        assertThat(Told.calls()).containsExactly("1");
        engine.inTransaction(() -> engine.bean(DeadEvents.class).discard(first));
        engine.step();
        assertThat(Told.calls()).containsExactly("1", "2");
    }

    @Test
    void a_dead_event_that_parks_its_group_is_replayed_in_its_place() {
        engine = start("group.on-dead", "park", "retry.max-retries", "0");
        fail("a");
        UUID first = publish("a", "g", "1");
        publish("b", "g", "2");
        engine.step();
        succeed("a");
        engine.inTransaction(() -> engine.bean(DeadEvents.class).replay(first));
        engine.step();
        engine.step();
        assertThat(Told.calls()).containsExactly("1", "1", "2");
    }

    // What operators do

    @Test
    void while_all_pause_nothing_starts() {
        engine = start();
        engine.call(() -> {
            engine.bean(EventQueue.class).pause();
            return null;
        });
        publish("a");
        engine.step();
        assertThat(Told.calls()).isEmpty();
        engine.call(() -> {
            engine.bean(EventQueue.class).resume();
            return null;
        });
        engine.run();
        assertThat(Told.calls()).containsExactly("a");
    }

    @Test
    void what_was_read_ahead_before_the_pause_does_not_start_either() {
        engine = start();
        publish("a");
        engine.look();
        database.execute("UPDATE onevent_pause SET paused = 1");
        engine.step();
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void a_replayed_event_begins_anew_with_all_its_retries() {
        engine = start("retry.max-retries", "0");
        fail("a");
        UUID id = publish("a");
        engine.step();
        assertThat(isDead(id)).isTrue();
        succeed("a");
        engine.inTransaction(() -> engine.bean(DeadEvents.class).replay(id));
        assertThat(event("retry", id)).isEqualTo("0");
        engine.step();
        assertThat(database.effects(id)).isOne();
        assertThat(isDead(id)).isFalse();
    }

    @Test
    void processed_events_are_kept_can_be_replayed_and_are_cleaned() {
        engine = start("keep-processed", "P7D");
        UUID id = publish("a");
        engine.step();
        engine.inTransaction(() -> engine.bean(ProcessedEvents.class).replay(id));
        engine.step();
        assertThat(database.effects(id)).as("one more").isEqualTo(2);
        assertThat(database.count("onevent_processed_event")).isOne();
        cluster.advance(DAY.multipliedBy(6));
        engine.step();
        assertThat(database.count("onevent_processed_event")).isOne();
        cluster.advance(DAY.multipliedBy(2));
        engine.step();
        assertThat(database.count("onevent_processed_event")).isZero();
    }

    @Test
    void dead_events_are_cleaned_when_they_were_kept_for_long_enough() {
        engine = start("keep-dead", "P7D", "retry.max-retries", "0");
        fail("a");
        UUID id = publish("a");
        engine.step();
        cluster.advance(DAY.multipliedBy(6));
        engine.step();
        assertThat(isDead(id)).isTrue();
        cluster.advance(DAY.multipliedBy(2));
        engine.step();
        assertThat(isDead(id)).isFalse();
    }

    @Test
    void what_somebody_has_deleted_does_not_have_its_effect_though_it_was_taken() {
        engine = start();
        UUID id = publish("a");
        engine.look();
        database.execute("DELETE FROM onevent_event");
        engine.run();
        assertThat(database.effects(id)).isZero();
    }

    // Several instances

    @Test
    void one_leads_a_name_and_another_takes_nothing_of_it_until_that_one_has_left() {
        engine = start();
        SteppedEngine other = start();
        publish("a");
        other.step();
        assertThat(Told.calls()).isEmpty();
        engine.close();
        other.step();
        assertThat(Told.calls()).containsExactly("a");
    }

    @Test
    void in_mode_all_what_one_has_claimed_no_other_takes() {
        engine = start("mode", "all");
        SteppedEngine other = start("mode", "all");
        UUID id = publish("a");
        engine.look();
        assertThat(event("version, holder", id))
                .isEqualTo("1 "
                        + database.rows("SELECT id FROM onevent_instance WHERE taken IS NOT NULL")
                                .get(0));
        other.step();
        assertThat(Told.calls()).isEmpty();
        engine.run();
        assertThat(database.effects(id)).isOne();
    }

    @Test
    void in_mode_all_whoever_looks_first_takes_it() {
        engine = start("mode", "all");
        SteppedEngine other = start("mode", "all");
        UUID id = publish("a");
        other.step();
        assertThat(database.effects(id)).isOne();
    }

    /** As after a failover to a standby that lagged behind: what was ended last is there again, as it had been claimed. */
    @Test
    void what_a_database_that_went_back_has_again_is_run_again_although_more_was_claimed_meanwhile() {
        String columns = "id, create_date, name, payload, retry, group_id, event_key, headers, expired_at, seq, due_at,"
                + " version, started, suspect, holder, first_failure";
        engine = start("mode", "all");
        UUID again = publish("a");
        engine.look();
        database.execute("CREATE TABLE earlier AS SELECT " + columns + " FROM onevent_event");
        engine.run();
        assertThat(waiting()).isZero();
        database.execute("INSERT INTO onevent_event (" + columns + ") SELECT * FROM earlier");
        publish("a");
        engine.run();
        engine.step();
        cluster.advance(DAY);
        engine.step();
        assertThat(waiting()).isZero();
        assertThat(database.effects(again))
                .as("the first run's, which is still there, and the other's")
                .isEqualTo(2);
    }

    /** As of one that stood still: others have taken it for dead, and it comes back while its handlers still run. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_claimed_in_a_new_life_while_its_former_run_goes_on_is_not_held_for_ever(boolean postgres) {
        EngineDatabase ofAll = postgres ? EngineDatabase.postgres() : EngineDatabase.h2();
        try (SteppedCluster all = new SteppedCluster(ofAll)) {
            SteppedEngine claims = all.start(Told.class, "mode", "all");
            claims.step();
            UUID id = claims.publish("a");
            Told.to("a", event -> CompletableFuture.runAsync(() -> {
                        succeed("a");
                        ofAll.execute("DELETE FROM onevent_instance");
                        claims.look();
                    })
                    .join());
            claims.step();
            claims.publish("a");
            claims.run();
            all.advance(DAY);
            claims.step();
            assertThat(ofAll.count("onevent_event")).isZero();
            assertThat(ofAll.effects(id)).isOne();
        }
    }

    @Test
    void a_name_that_is_led_is_not_claimed() {
        engine = start();
        SteppedEngine claims = start("mode", "all");
        publish("a");
        claims.step();
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void what_a_dead_instance_had_taken_is_taken_over_when_its_lease_has_run_out() {
        engine = start();
        SteppedEngine heir = start();
        UUID id = publish("a");
        engine.look();
        engine.kill();
        heir.step();
        assertThat(Told.calls()).as("it may live").isEmpty();
        cluster.advance(LEASE);
        heir.look();
        assertThat(event("suspect, version", id)).isEqualTo("1 1");
        heir.run();
        assertThat(database.effects(id)).isOne();
    }

    @Test
    void an_instance_that_renews_its_lease_lives_for_ever() {
        engine = start();
        SteppedEngine other = start();
        cluster.advance(DAY);
        other.step();
        publish("a");
        other.step();
        assertThat(Told.calls()).isEmpty();
        engine.step();
        assertThat(Told.calls()).hasSize(1);
    }

    @Test
    void who_dies_in_a_handler_leaves_no_effect() {
        engine = start();
        SteppedEngine heir = start();
        UUID id = publish("a");
        Told.to("a", event -> engine.kill());
        engine.step();
        assertThat(database.effects(id)).isZero();
        succeed("a");
        cluster.advance(LEASE);
        heir.step();
        assertThat(database.effects(id)).isOne();
    }

    @Test
    void suspects_start_alone_each_after_its_start_was_committed() {
        engine = start();
        SteppedEngine heir = start();
        publish("a");
        publish("a");
        engine.look();
        engine.kill();
        cluster.advance(LEASE);
        Told.to("a", event -> {
            assertThat(database.rows("SELECT id FROM onevent_event WHERE suspect = 2"))
                    .containsExactly(event.id().toString());
        });
        heir.step();
        assertThat(Told.calls()).hasSize(2);
        assertThat(waiting()).isZero();
    }

    /** A look reads an event's version just before its start as a suspect is committed, and goes on when its handler runs. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "all"})
    void a_suspect_that_starts_while_a_look_goes_on_is_not_taken_for_one_that_was_changed(String mode) {
        engine = start("mode", mode);
        SteppedEngine heir = start("mode", mode);
        List<UUID> ids = List.of(publish("a"), publish("a"));
        engine.look();
        engine.kill();
        cluster.advance(LEASE);
        heir.look();
        CompletableFuture<Void> read = new CompletableFuture<>();
        CompletableFuture<Void> runs = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Void>> look = new AtomicReference<>();
        heir.faults().set(new Faults.Fault() {
            @Override
            public void before(Faults.Point point, Class<? extends Exception> checked) {
                if (point == Faults.Point.COMMIT && look.get() == null) {
                    look.set(new CompletableFuture<>());
                    look.get().completeAsync(() -> {
                        heir.look();
                        return null;
                    });
                    CompletableFuture.anyOf(look.get(), read).join();
                }
            }

            @Override
            public void after(Faults.Point point, Class<? extends Exception> checked) {
                if (point == Faults.Point.QUERY && isOf("Recalls")) {
                    read.complete(null);
                    runs.join();
                }
            }
        });
        Told.to("a", event -> {
            runs.complete(null);
            look.get().join();
            assertThat(Thread.interrupted()).as("interrupted").isFalse();
        });
        heir.run();
        assertThat(read).isCompleted();
        assertThat(ids).allSatisfy(id -> assertThat(database.effects(id)).isOne());
        assertThat(waiting()).isZero();
    }

    private static boolean isOf(String className) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith("." + className)));
    }

    @Test
    void who_kills_each_of_its_instances_is_dead_in_the_end_and_its_neighbour_is_not_blamed() {
        engine = start();
        UUID kills = publish("a");
        UUID neighbour = publish("b");
        Told.to("a", event -> engine.kill());
        for (int lives = 0; lives < 4; lives++) {
            engine.step();
            cluster.advance(LEASE);
            engine = cluster.start(Told.class, "retry.max-retries", "1", "retry.delay", "PT0S");
        }
        assertThat(database.rows("SELECT id, reason, retry FROM onevent_dead_event"))
                .containsExactly(kills + " LOST 1");
        assertThat(database.effects(neighbour)).isOne();
        assertThat(waiting()).isZero();
    }

    /** The server may have suspended its timers for a while before it stops the application. */
    @Test
    void who_stops_while_a_handler_runs_renews_its_lease_at_once() {
        engine = start("poll-interval", "PT1M");
        publish("a");
        engine.look();
        CompletableFuture<Void> runs = new CompletableFuture<>();
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        Told.to("a", event -> {
            runs.complete(null);
            goesOn.join();
        });
        CompletableFuture<Void> run = CompletableFuture.runAsync(engine::run);
        runs.join();
        String lease = "SELECT lease_until FROM onevent_instance";
        List<String> before = database.rows(lease);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(engine::close);
        try {
            await("it is renewed").until(() -> !database.rows(lease).equals(before));
        } finally {
            goesOn.complete(null);
        }
        CompletableFuture.allOf(run, stop).join();
        assertThat(waiting()).isZero();
    }

    /** The timer that renews it comes in a third of a lease only; a database that did not answer may have come back long before. */
    @Test
    void whose_lease_has_run_out_renews_it_before_its_next_look() {
        engine = start();
        engine.stall();
        cluster.advance(LEASE);
        engine.goOn();
        UUID id = publish("a");
        engine.lookAlone();
        assertThat(database.effects(id)).isOne();
    }

    @Test
    void whose_lease_has_run_out_starts_nothing_of_what_it_had_taken() {
        engine = start();
        UUID id = publish("a");
        engine.look();
        engine.stall();
        cluster.advance(LEASE);
        engine.run();
        assertThat(Told.calls()).isEmpty();
        engine.goOn();
        engine.step();
        engine.step();
        engine.step();
        assertThat(database.effects(id)).as("nobody has taken over").isOne();
    }

    @Test
    void who_trusts_its_lease_trusts_it_for_a_tenth_less() {
        engine = start();
        publish("a");
        engine.look();
        engine.stall();
        cluster.advance(LEASE.dividedBy(10).multipliedBy(9));
        engine.run();
        assertThat(Told.calls()).isEmpty();
    }

    @Test
    void who_stands_still_in_a_handler_for_longer_than_its_lease_leaves_no_effect() {
        engine = start();
        SteppedEngine heir = start();
        UUID id = publish("a");
        engine.stall();
        Told.to("a", event -> {
            succeed("a");
            cluster.advance(LEASE);
            heir.step();
        });
        engine.step();
        assertThat(Told.calls()).as("both have run it").hasSize(2);
        assertThat(database.effects(id)).isOne();
    }
}
