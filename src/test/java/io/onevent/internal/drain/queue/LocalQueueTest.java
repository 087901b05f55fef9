package io.onevent.internal.drain.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.config.Mode;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.publish.Woken;
import io.onevent.internal.store.TakenEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

public class LocalQueueTest {

    public static final Handlers ONE = handlers(OneName.class);
    private static final Handlers THREE = handlers(ThreeNames.class);
    private static final Handlers STAGED = handlers(StagedName.class);

    @ApplicationScoped
    static class OneName {
        @OnEvent("a")
        void a() {}
    }

    @ApplicationScoped
    static class ThreeNames {
        @OnEvent("a")
        void a() {}

        @OnEvent("b")
        void b() {}

        @OnEvent("c")
        void c() {}
    }

    @ApplicationScoped
    static class StagedName {
        @OnEvent("a")
        CompletionStage<Void> a() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static Handlers handlers(Class<?> bean) {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new OnEventExtension())
                .addBeanClasses(bean)
                .initialize()) {
            return container.select(OnEventExtension.class).get().handlers();
        }
    }

    private final Life life =
            new Life(UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos());

    private LocalQueue taken(Handlers handlers, int threads) {
        LocalQueue taken = new LocalQueue(handlers, Mode.SINGLE, threads, 256, Map.of());
        taken.live(life);
        return taken;
    }

    private static TakenEvent event(String name, boolean suspect) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), name, null, null, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 0, suspect, false, false, 0, null);
    }

    public static List<TakenEvent> events(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(name, false)).toList();
    }

    private static List<TakenEvent> suspects(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(name, true)).toList();
    }

    /** What starts until nothing more may. */
    private static List<Run> startAll(LocalQueue taken) {
        List<Run> runs = new ArrayList<>();
        for (Run run = start(taken); run != null; run = start(taken)) {
            runs.add(run);
        }
        return runs;
    }

    /** As a new worker. */
    private static Run start(LocalQueue taken) {
        return taken.enterWorker() ? taken.next() : null;
    }

    private static List<String> names(List<Run> runs) {
        return runs.stream().map(Run::name).toList();
    }

    @Test
    void names_take_turns() {
        LocalQueue taken = taken(THREE, 16);
        taken.offer(life, events("a", 4));
        taken.offer(life, events("b", 2));
        taken.offer(life, events("c", 3));
        assertThat(names(startAll(taken))).containsExactly("a", "b", "c", "a", "b", "c", "a", "c", "a");
    }

    @Test
    void events_of_a_name_start_in_the_order_in_which_they_were_offered() {
        LocalQueue taken = taken(ONE, 8);
        List<TakenEvent> events = events("a", 8);
        taken.offer(life, events);
        assertThat(startAll(taken)).map(Run::event).containsExactlyElementsOf(events);
    }

    @Test
    void one_of_several_names_never_holds_more_than_three_quarters_of_the_threads() {
        LocalQueue taken = taken(THREE, 8);
        taken.offer(life, events("a", 100));
        assertThat(startAll(taken)).hasSize(6);
        taken.offer(life, events("b", 100));
        assertThat(names(startAll(taken))).containsExactly("b", "b");
    }

    @Test
    void one_of_several_names_has_at_least_one_thread() {
        LocalQueue taken = taken(THREE, 1);
        taken.offer(life, events("a", 2));
        assertThat(startAll(taken)).hasSize(1);
    }

    @Test
    void a_name_alone_has_all_threads() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 100));
        assertThat(startAll(taken)).hasSize(8);
    }

    @Test
    void stages_in_flight_hold_no_thread_and_have_their_own_limit() {
        LocalQueue taken = new LocalQueue(STAGED, Mode.SINGLE, 2, 5, Map.of());
        taken.live(life);
        taken.offer(life, events("a", 100));
        taken.enterWorker();
        assertThat(runsOfOneWorker(taken)).hasSize(5);
    }

    /** What one worker starts that comes back from each run while its end is still to be written. */
    private static List<Run> runsOfOneWorker(LocalQueue taken) {
        List<Run> runs = new ArrayList<>();
        for (Run run = taken.next(); run != null; run = taken.next()) {
            runs.add(run);
            taken.workerIsBack(run);
        }
        return runs;
    }

    @Test
    void runs_whose_ends_are_being_written_hold_no_thread_and_are_bounded() {
        LocalQueue taken = taken(ONE, 2);
        taken.offer(life, events("a", 600));
        taken.enterWorker();
        assertThat(runsOfOneWorker(taken)).hasSize(502);
    }

    @Test
    void methods_of_a_staged_name_hold_no_more_threads_than_others_leave() {
        LocalQueue taken = new LocalQueue(handlers(TwoStagedNames.class), Mode.SINGLE, 8, 256, Map.of());
        taken.live(life);
        taken.offer(life, events("a", 100));
        assertThat(startAll(taken)).hasSize(6);
    }

    @Test
    void a_stage_that_has_completed_goes_on_with_the_next_handler_on_a_thread_of_its_name() {
        LocalQueue taken = new LocalQueue(handlers(TwoStagedNames.class), Mode.SINGLE, 2, 256, Map.of());
        taken.live(life);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        taken.workerIsBack(run);
        assertThat(taken.next()).isNull();
        taken.resume(run);
        assertThat(taken.missingWorkers()).isEqualTo(1);
        taken.offer(life, events("a", 1));
        assertThat(start(taken)).isSameAs(run);
        assertThat(taken.missingWorkers())
                .as("one thread is the share of this name")
                .isZero();
        assertThat(taken.runningByName()).containsEntry("a", 1).containsEntry("b", 0);
    }

    @Test
    void nothing_starts_in_a_pause_and_what_runs_goes_on() {
        LocalQueue taken = new LocalQueue(STAGED, Mode.SINGLE, 2, 256, Map.of());
        taken.live(life);
        taken.offer(life, events("a", 2));
        Run run = start(taken);
        taken.workerIsBack(run);
        assertThat(taken.pause(true)).isTrue();
        assertThat(taken.pause(true)).isFalse();
        taken.mayHaveMore();
        assertThat(taken.runsLow(Set.of("a"))).isFalse();
        assertThat(taken.next()).isNull();
        assertThat(taken.missingWorkers()).isZero();
        taken.resume(run);
        assertThat(startAll(taken)).containsExactly(run);
        taken.workerIsBack(run);
        assertThat(taken.pause(false)).isTrue();
        assertThat(startAll(taken)).hasSize(1);
    }

    @Test
    void an_end_that_waits_for_its_commit_does_not_make_a_handler_slow() {
        LocalQueue taken = taken(ONE, 2);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        taken.workerIsBack(run);
        await("an end that takes long")
                .until(() -> run.runNanos() > Duration.ofMillis(300).toNanos());
        taken.ended(run);
        assertThat(wanted(taken)).isEqualTo(500);
    }

    // Mode all

    private LocalQueue claiming(Handlers handlers, int threads) {
        LocalQueue taken = new LocalQueue(handlers, Mode.ALL, threads, 256, Map.of());
        taken.live(life);
        return taken;
    }

    private static TakenEvent claimed(String name) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), name, null, null, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 1, false, true, false, 0, null);
    }

    @Test
    void only_what_can_start_at_once_is_claimed_while_nothing_is_known() {
        LocalQueue taken = claiming(ONE, 8);
        assertThat(wanted(taken)).isEqualTo(8);
        taken.offer(life, events("a", 3));
        startAll(taken);
        assertThat(wanted(taken)).isEqualTo(5);
        assertThat(wanted(claiming(STAGED, 8))).isEqualTo(256);
    }

    @Test
    void slow_handlers_have_nothing_claimed_ahead() {
        LocalQueue taken = claiming(ONE, 2);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        await("a run that is slow")
                .until(() -> run.runNanos() > Duration.ofMillis(210).toNanos());
        taken.workerIsBack(run);
        taken.ended(run);
        taken.offer(life, events("a", 2));
        startAll(taken);
        taken.mayHaveMore();
        assertThat(taken.runsLow(Set.of("a"))).isFalse();
    }

    @Test
    void quick_handlers_have_200_events_claimed_ahead_and_are_filled_up_when_half_is_done() {
        LocalQueue taken = claiming(ONE, 8);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        taken.ended(run);
        taken.workerIsBack(run);
        assertThat(wanted(taken)).isEqualTo(200);
        taken.offer(life, events("a", 101));
        taken.mayHaveMore();
        assertThat(taken.runsLow(Set.of("a"))).isFalse();
        start(taken);
        assertThat(wanted(taken)).isEqualTo(100);
    }

    @Test
    void a_claim_that_may_not_wait_here_is_to_be_given_back() {
        LocalQueue taken = claiming(ONE, 8);
        TakenEvent event = claimed("a");
        assertThat(taken.offer(life, List.of(event))).isEmpty();
        Run run = startAll(taken).get(0);
        assertThat(taken.offer(life, List.of(event))).as("its run is not over").containsExactly(event);
        taken.beginRead(Set.of("a"));
        taken.ended(run);
        assertThat(taken.offer(life, List.of(event)))
                .as("claimed anew after its run")
                .isEmpty();
        assertThat(taken.live(null)).as("not started").containsExactly(event);
        assertThat(taken.offer(life, List.of(event))).as("no life any more").containsExactly(event);
    }

    @Test
    void an_event_that_comes_while_another_runs_long_has_a_worker_to_start_it() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 3));
        startAll(taken);
        // Three long handlers hold three of eight workers.
        taken.offer(life, events("a", 1));
        assertThat(taken.missingWorkers()).isEqualTo(1);
    }

    @Test
    void a_worker_that_is_back_from_its_run_needs_no_other_for_the_next() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 2));
        Run run = start(taken);
        assertThat(taken.missingWorkers()).isEqualTo(1);
        taken.ended(run);
        taken.workerIsBack(run);
        assertThat(taken.missingWorkers()).isZero();
        assertThat(taken.next()).isNotNull();
    }

    @Test
    void no_worker_is_missing_where_all_threads_work_or_nothing_may_start() {
        LocalQueue taken = taken(THREE, 8);
        assertThat(taken.missingWorkers()).isZero();
        taken.offer(life, events("a", 100));
        assertThat(taken.missingWorkers()).isEqualTo(6);
        startAll(taken);
        assertThat(taken.missingWorkers()).isZero();
        taken.offer(life, events("b", 100));
        assertThat(taken.missingWorkers()).isEqualTo(2);
        startAll(taken);
        assertThat(taken.missingWorkers()).isZero();
    }

    @Test
    void no_more_workers_than_threads_may_work() {
        LocalQueue taken = taken(ONE, 2);
        assertThat(List.of(taken.enterWorker(), taken.enterWorker(), taken.enterWorker()))
                .containsExactly(true, true, false);
    }

    @Test
    void a_suspect_goes_first_and_one_at_a_time() {
        LocalQueue taken = taken(THREE, 8);
        taken.offer(life, events("a", 2));
        taken.offer(life, suspects("a", 2));
        taken.offer(life, suspects("b", 1));
        List<Run> runs = startAll(taken);
        assertThat(runs).map(run -> run.name() + run.event().suspect()).containsExactly("atrue", "afalse", "afalse");
    }

    private static TakenEvent grouped(String name, String group) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), name, null, group, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 0, false, false, false, 0, null);
    }

    @Test
    void a_suspect_that_is_past_its_time_out_lets_the_next_one_start() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, suspects("a", 2));
        List<Run> runs = startAll(taken);
        assertThat(runs).hasSize(1);
        taken.acquit(runs.get(0));
        assertThat(startAll(taken)).hasSize(1);
    }

    @Test
    void waiting_suspects_do_not_keep_new_events_from_being_read() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, suspects("a", 100));
        taken.mayHaveMore();
        assertThat(taken.runsLow(Set.of("a"))).isTrue();
        assertThat(taken.beginRead(Set.of("a")).get("a").undated()).isEqualTo(16);
    }

    @Test
    void two_events_of_a_group_never_run_at_once() {
        LocalQueue taken = taken(THREE, 8);
        taken.offer(life, List.of(grouped("a", "g"), grouped("a", "h")));
        List<Run> runs = startAll(taken);
        assertThat(runs).hasSize(2);
        TakenEvent replayed = grouped("b", "g");
        taken.offer(life, List.of(replayed, event("b", false)));
        assertThat(startAll(taken)).hasSize(1).noneMatch(run -> run.id().equals(replayed.id()));
        taken.ended(runs.get(0));
        assertThat(startAll(taken)).extracting(Run::id).containsExactly(replayed.id());
    }

    @Test
    void the_new_head_of_a_group_takes_the_place_of_the_former_one_that_waits() {
        LocalQueue taken = taken(THREE, 8);
        TakenEvent former = grouped("a", "g");
        TakenEvent replayed = grouped("b", "g");
        taken.offer(life, List.of(former));
        assertThat(taken.offer(life, List.of(replayed))).containsExactly(former);
        assertThat(startAll(taken)).extracting(Run::id).containsExactly(replayed.id());
        assertThat(taken.held()).containsExactly(replayed.id());
    }

    @Test
    void a_worker_that_could_not_be_started_is_not_counted() {
        LocalQueue taken = taken(ONE, 2);
        taken.offer(life, events("a", 2));
        assertThat(taken.enterWorker()).isTrue();
        assertThat(taken.missingWorkers()).isEqualTo(1);
        taken.leaveWorker();
        assertThat(taken.missingWorkers()).isEqualTo(2);
    }

    @Test
    void open_stages_are_bounded_over_all_names() {
        LocalQueue taken = new LocalQueue(handlers(TwoStagedNames.class), Mode.SINGLE, 8, 4, Map.of());
        taken.live(life);
        taken.offer(life, events("a", 10));
        taken.offer(life, events("b", 10));
        assertThat(startAll(taken)).hasSize(4);
    }

    @ApplicationScoped
    static class TwoStagedNames {
        @OnEvent("a")
        CompletionStage<Void> a() {
            return CompletableFuture.completedFuture(null);
        }

        @OnEvent("b")
        CompletionStage<Void> b() {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void the_next_suspect_starts_when_the_one_before_has_ended() {
        LocalQueue taken = taken(THREE, 8);
        taken.offer(life, suspects("a", 2));
        Run first = startAll(taken).get(0);
        first.event(first.event().started());
        assertThat(taken.missingWorkers()).isZero();
        taken.ended(first);
        assertThat(taken.missingWorkers()).isEqualTo(1);
        assertThat(startAll(taken)).hasSize(1);
    }

    @Test
    void an_event_is_held_from_when_it_is_offered_until_it_has_ended() {
        LocalQueue taken = taken(ONE, 8);
        TakenEvent event = event("a", false);
        taken.offer(life, List.of(event));
        assertThat(taken.held()).containsExactly(event.id());
        Run run = startAll(taken).get(0);
        assertThat(taken.held()).containsExactly(event.id());
        taken.ended(run);
        assertThat(taken.held()).isEmpty();
    }

    @Test
    void an_event_that_waits_or_runs_here_is_not_taken_twice() {
        LocalQueue taken = taken(ONE, 8);
        List<TakenEvent> events = events("a", 2);
        taken.offer(life, events);
        assertThat(taken.unknownOf(events)).isEmpty();
        startAll(taken);
        assertThat(taken.unknownOf(events)).isEmpty();
        taken.offer(life, events);
        assertThat(startAll(taken)).isEmpty();
    }

    @Test
    void what_ended_while_a_read_was_under_way_is_not_taken_again_by_that_read() {
        LocalQueue taken = taken(ONE, 8);
        List<TakenEvent> events = events("a", 1);
        taken.offer(life, events);
        Run run = startAll(taken).get(0);
        taken.beginRead(Set.of("a"));
        taken.ended(run);
        assertThat(taken.unknownOf(events)).isEmpty();
        taken.offer(life, events);
        assertThat(startAll(taken)).isEmpty();
    }

    @Test
    void what_ended_before_a_read_may_be_taken_again_by_it() {
        LocalQueue taken = taken(ONE, 8);
        List<TakenEvent> events = events("a", 1);
        taken.offer(life, events);
        taken.beginRead(Set.of("a"));
        taken.ended(startAll(taken).get(0));
        taken.readEnded();
        taken.beginRead(Set.of("a"));
        taken.offer(life, events);
        assertThat(startAll(taken)).hasSize(1);
    }

    @Test
    void a_run_ends_once() {
        LocalQueue taken = taken(THREE, 8);
        taken.offer(life, suspects("a", 3));
        Run first = startAll(taken).get(0);
        taken.ended(first);
        Run second = startAll(taken).get(0);
        taken.ended(first);
        assertThat(taken.running()).containsExactly(second);
        assertThat(startAll(taken)).isEmpty();
    }

    @Test
    void what_was_taken_in_another_life_is_not_started() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 1));
        Life next = new Life(
                UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos());
        taken.live(next);
        taken.offer(life, events("a", 1));
        assertThat(startAll(taken)).isEmpty();
        assertThat(taken.held()).isEmpty();
    }

    @Test
    void nothing_starts_when_the_lease_may_have_run_out() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 1));
        life.prolong(System.nanoTime() - 1);
        assertThat(startAll(taken)).isEmpty();
        life.prolong(System.nanoTime() + Duration.ofHours(1).toNanos());
        assertThat(startAll(taken)).hasSize(1);
    }

    @Test
    void only_led_names_that_may_have_more_are_read() {
        LocalQueue taken = taken(THREE, 8);
        assertThat(taken.runsLow(Set.of("a", "b", "c"))).isFalse();
        taken.mayHaveMore("a");
        taken.mayHaveMore("b");
        taken.mayHaveMore(new Woken("unknown", null, false));
        assertThat(taken.runsLow(Set.of("c"))).isFalse();
        assertThat(taken.beginRead(Set.of("b", "c"))).containsOnlyKeys("b");
        taken.readEnded();
        assertThat(taken.beginRead(Set.of("a", "b", "c"))).containsOnlyKeys("a");
    }

    private static int wanted(LocalQueue taken) {
        taken.mayHaveMore();
        int wanted = taken.beginRead(Set.of("a")).get("a").undated();
        taken.readEnded();
        return wanted;
    }

    @Test
    void the_first_read_is_small() {
        assertThat(wanted(taken(ONE, 2))).isEqualTo(16);
        assertThat(wanted(taken(ONE, 20))).isEqualTo(40);
    }

    @Test
    void a_read_fills_up() {
        LocalQueue taken = taken(ONE, 2);
        taken.offer(life, events("a", 8));
        startAll(taken);
        assertThat(wanted(taken)).as("6 wait").isEqualTo(10);
    }

    @Test
    void nothing_is_read_while_more_than_half_waits() {
        LocalQueue taken = taken(ONE, 2);
        taken.offer(life, events("a", 9));
        taken.mayHaveMore();
        assertThat(taken.runsLow(Set.of("a"))).isFalse();
        startAll(taken);
        assertThat(taken.runsLow(Set.of("a"))).isTrue();
    }

    @Test
    void quick_handlers_have_at_most_500_events_read_ahead() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        taken.workerIsBack(run);
        taken.ended(run);
        assertThat(wanted(taken)).isEqualTo(500);
    }

    @Test
    void as_many_stages_as_may_be_in_flight_are_read_ahead_at_most_500() {
        assertThat(wanted(taken(STAGED, 2))).isEqualTo(500);
    }

    @Test
    void slow_handlers_have_two_events_a_thread_read_ahead() {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        Supplier<Duration> runTime = () -> Duration.ofNanos(run.runNanos());
        await("a run that is slow against the half second that is read ahead for")
                .until(() -> runTime.get().toMillis() > 260);
        taken.workerIsBack(run);
        taken.ended(run);
        assertThat(wanted(taken)).isEqualTo(16);
        taken.took(Duration.ofMinutes(1).toNanos());
        assertThat(wanted(taken))
                .as("so many that no thread idles until the next take has come back")
                .isEqualTo(500);
    }

    @Test
    void the_end_of_a_grouped_event_lets_its_group_be_read_again_for_every_name_that_has_groups() {
        LocalQueue taken = taken(THREE, 8);
        taken.mayHaveMore(new Woken("b", "h", false));
        taken.beginRead(Set.of("b"));
        taken.readEnded();
        StoredEvent grouped = new StoredEvent(UUID.randomUUID(), "a", null, "g", Instant.EPOCH, null, 0);
        taken.offer(life, List.of(new TakenEvent(grouped, 0, false, false, false, 0, null)));
        taken.ended(start(taken));
        assertThat(taken.beginRead(Set.of("a", "b", "c")))
                .containsOnlyKeys("a", "b")
                .allSatisfy((name, wanted) -> assertThat(wanted.groups()).containsExactly("g"));
    }

    /** Of the name a, that must be started within this time. */
    private static TakenEvent expiring(Duration after) {
        Instant now = Instant.now();
        StoredEvent event = new StoredEvent(UUID.randomUUID(), "a", null, null, now, now.plus(after), 0);
        return new TakenEvent(event, 0, false, false, false, 0, System.nanoTime() + after.toNanos());
    }

    @Test
    void the_nearest_expiry_goes_first_and_one_start_in_sixteen_is_for_what_does_not_expire() {
        LocalQueue taken = taken(ONE, 40);
        List<TakenEvent> expiring = new ArrayList<>();
        for (int minutes = 30; minutes > 0; minutes--) {
            expiring.add(expiring(Duration.ofMinutes(minutes)));
        }
        taken.offer(life, events("a", 10));
        taken.offer(life, expiring);
        List<TakenEvent> started = startAll(taken).stream().map(Run::event).toList();
        assertThat(started.stream().filter(expiring::contains).map(expiring::indexOf))
                .isSortedAccordingTo((one, other) -> other - one)
                .hasSize(30);
        assertThat(started.subList(0, 33))
                .filteredOn(event -> !expiring.contains(event))
                .hasSize(3);
    }

    @Test
    void what_expires_much_later_takes_its_turn_with_the_others() {
        LocalQueue taken = taken(ONE, 8);
        TakenEvent later = expiring(Duration.ofHours(2));
        taken.offer(life, List.of(later, event("a", false)));
        assertThat(startAll(taken).get(1).event()).isSameAs(later);
    }

    @Test
    void a_name_whose_event_expires_soon_goes_first_in_three_turns_of_four() {
        LocalQueue taken = taken(THREE, 40);
        List<TakenEvent> expiring = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            expiring.add(expiring(Duration.ofMinutes(1)));
        }
        taken.offer(life, events("b", 4));
        taken.offer(life, expiring);
        assertThat(names(startAll(taken)).subList(0, 8)).containsExactly("a", "a", "a", "a", "a", "a", "a", "b");
    }

    @Test
    void no_more_runs_of_a_name_at_once_than_its_bound() {
        LocalQueue taken = new LocalQueue(ONE, Mode.SINGLE, 8, 256, Map.of("a", 3));
        taken.live(life);
        taken.offer(life, events("a", 10));
        assertThat(startAll(taken)).hasSize(3);
        LocalQueue staged = new LocalQueue(STAGED, Mode.SINGLE, 8, 256, Map.of("a", 3));
        staged.live(life);
        staged.offer(life, events("a", 10));
        staged.enterWorker();
        assertThat(runsOfOneWorker(staged)).hasSize(3);
    }

    @Test
    void how_much_of_its_life_an_event_had_left_is_told_once() {
        LocalQueue taken = taken(ONE, 8);
        Instant created = Instant.now();
        StoredEvent late = new StoredEvent(UUID.randomUUID(), "a", null, null, created, created.plusSeconds(1000), 0);
        taken.offer(
                life,
                List.of(new TakenEvent(
                        late,
                        0,
                        false,
                        false,
                        false,
                        0,
                        System.nanoTime() + Duration.ofSeconds(50).toNanos())));
        startAll(taken);
        assertThat(taken.leastLifeLeft().get("a")).isBetween(0.04, 0.05);
        assertThat(taken.leastLifeLeft().get("a")).isEqualTo(1);
    }

    @Test
    void an_event_starts_however_long_its_life_is() {
        LocalQueue taken = taken(ONE, 8);
        for (Instant expiry : List.of(Instant.MAX, Instant.EPOCH, Instant.MIN)) {
            StoredEvent event = new StoredEvent(UUID.randomUUID(), "a", null, null, Instant.EPOCH, expiry, 0);
            long startBefore = System.nanoTime() + Duration.ofDays(36_500).toNanos();
            taken.offer(life, List.of(new TakenEvent(event, 0, false, false, false, 0, startBefore)));
            assertThat(start(taken).event().event()).isEqualTo(event);
            assertThat(taken.leastLifeLeft().get("a")).isBetween(0.0, 1.0);
        }
    }

    @Test
    void groups_are_looked_at_of_open_names_while_something_may_start() {
        LocalQueue taken = taken(THREE, 8);
        assertThat(taken.namesToLookAt(Set.of("a", "c", "unknown"))).containsExactly("a", "c");
        taken.pause(true);
        assertThat(taken.namesToLookAt(Set.of("a"))).isEmpty();
    }

    @Test
    void of_a_million_groups_those_of_a_name_that_is_not_open_are_not_remembered_and_of_an_open_one_few() {
        LocalQueue taken = taken(THREE, 8);
        Set<String> all = Set.of("a", "b", "c");
        taken.mayHaveMore(new Woken("a", "before", false));
        taken.open(Set.of("b"));
        IntStream.range(0, 1_000_000).forEach(i -> {
            taken.mayHaveMore(new Woken("a", "group" + i, false));
            taken.mayHaveMore(new Woken("b", "group" + i, false));
            taken.mayHaveMore(new Woken(null, "discarded" + i, false));
        });
        taken.open(all);
        assertThat(taken.runsLow(Set.of("a"))).isFalse();
        List<String> remembered = new ArrayList<>();
        while (taken.runsLow(all)) {
            taken.beginRead(all).values().forEach(wanted -> remembered.addAll(wanted.groups()));
            taken.readEnded();
        }
        assertThat(remembered).hasSize(GroupScan.MOST_WOKEN);
    }

    @Test
    void the_end_of_a_grouped_event_wakes_no_name_that_is_not_open() {
        LocalQueue taken = taken(THREE, 8);
        taken.mayHaveMore(new Woken("b", "h", false));
        taken.offer(life, List.of(grouped("a", "g")));
        Run run = start(taken);
        taken.open(Set.of("a"));
        taken.ended(run);
        assertThat(taken.beginRead(Set.of("a", "b", "c"))).containsOnlyKeys("a");
    }

    @Test
    void waiting_until_nothing_runs_ends_in_time_or_with_the_last_run() throws InterruptedException {
        LocalQueue taken = taken(ONE, 8);
        taken.offer(life, events("a", 1));
        Run run = start(taken);
        assertThat(taken.awaitNothingRuns(Duration.ofMillis(5))).isFalse();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> taken.ended(run));
        assertThat(taken.awaitNothingRuns(Duration.ofMinutes(1))).isTrue();
        ended.join();
    }
}
