package io.onevent.internal.drain.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.config.Mode;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.publish.WakeUp;
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
import java.util.stream.Stream;
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
            new Life(UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos(), System::nanoTime);

    private LocalQueue taken(Handlers handlers, int threads) {
        LocalQueue queue = new LocalQueue(handlers, Mode.SINGLE, threads, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        return queue;
    }

    private static TakenEvent event(String name, boolean suspect) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), name, null, null, null, null, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 0, suspect, false, false, 0, null);
    }

    public static List<TakenEvent> events(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(name, false)).toList();
    }

    private static List<TakenEvent> suspects(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(name, true)).toList();
    }

    /** What starts until nothing more may. */
    private static List<Run> startAll(LocalQueue queue) {
        List<Run> runs = new ArrayList<>();
        for (Run run = start(queue); run != null; run = start(queue)) {
            runs.add(run);
        }
        return runs;
    }

    /** As a new worker. */
    private static Run start(LocalQueue queue) {
        return queue.enterWorker() ? queue.next() : null;
    }

    private static List<String> names(List<Run> runs) {
        return runs.stream().map(Run::name).toList();
    }

    @Test
    void names_take_turns() {
        LocalQueue queue = taken(THREE, 16);
        queue.offer(life, events("a", 4));
        queue.offer(life, events("b", 2));
        queue.offer(life, events("c", 3));
        assertThat(names(startAll(queue))).containsExactly("a", "b", "c", "a", "b", "c", "a", "c", "a");
    }

    @Test
    void events_of_a_name_start_in_the_order_in_which_they_were_offered() {
        LocalQueue queue = taken(ONE, 8);
        List<TakenEvent> events = events("a", 8);
        queue.offer(life, events);
        assertThat(startAll(queue)).map(Run::event).containsExactlyElementsOf(events);
    }

    @Test
    void one_of_several_names_never_holds_more_than_three_quarters_of_the_threads() {
        LocalQueue queue = taken(THREE, 8);
        queue.offer(life, events("a", 100));
        assertThat(startAll(queue)).hasSize(6);
        queue.offer(life, events("b", 100));
        assertThat(names(startAll(queue))).containsExactly("b", "b");
    }

    @Test
    void one_of_several_names_has_at_least_one_thread() {
        LocalQueue queue = taken(THREE, 1);
        queue.offer(life, events("a", 2));
        assertThat(startAll(queue)).hasSize(1);
    }

    @Test
    void a_name_alone_has_all_threads() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 100));
        assertThat(startAll(queue)).hasSize(8);
    }

    @Test
    void stages_in_flight_hold_no_thread_and_have_their_own_limit() {
        LocalQueue queue = new LocalQueue(STAGED, Mode.SINGLE, 2, 5, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 100));
        queue.enterWorker();
        assertThat(runsOfOneWorker(queue)).hasSize(5);
    }

    /** What one worker starts that comes back from each run while its end is still to be written. */
    private static List<Run> runsOfOneWorker(LocalQueue queue) {
        List<Run> runs = new ArrayList<>();
        for (Run run = queue.next(); run != null; run = queue.next()) {
            runs.add(run);
            queue.workerIsBack(run);
        }
        return runs;
    }

    @Test
    void runs_whose_ends_are_being_written_hold_no_thread_and_are_bounded() {
        LocalQueue queue = taken(ONE, 2);
        queue.offer(life, events("a", 600));
        queue.enterWorker();
        assertThat(runsOfOneWorker(queue)).hasSize(502);
    }

    @Test
    void methods_of_a_staged_name_hold_no_more_threads_than_others_leave() {
        LocalQueue queue = new LocalQueue(
                handlers(TwoStagedNames.class), Mode.SINGLE, 8, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 100));
        assertThat(startAll(queue)).hasSize(6);
    }

    @Test
    void a_stage_that_has_completed_goes_on_with_the_next_handler_on_a_thread_of_its_name() {
        LocalQueue queue = new LocalQueue(
                handlers(TwoStagedNames.class), Mode.SINGLE, 2, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        queue.workerIsBack(run);
        assertThat(queue.next()).isNull();
        queue.resume(run);
        assertThat(queue.missingWorkers()).isEqualTo(1);
        queue.offer(life, events("a", 1));
        assertThat(start(queue)).isSameAs(run);
        assertThat(queue.missingWorkers())
                .as("one thread is the share of this name")
                .isZero();
        assertThat(queue.runningByName()).containsEntry("a", 1).containsEntry("b", 0);
    }

    @Test
    void nothing_starts_in_a_pause_and_what_runs_goes_on() {
        LocalQueue queue = new LocalQueue(STAGED, Mode.SINGLE, 2, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 2));
        Run run = start(queue);
        queue.workerIsBack(run);
        assertThat(queue.pause(true)).isTrue();
        assertThat(queue.pause(true)).isFalse();
        queue.mayHaveMore();
        assertThat(queue.runsLow(Set.of("a"))).isFalse();
        assertThat(queue.next()).isNull();
        assertThat(queue.missingWorkers()).isZero();
        queue.resume(run);
        assertThat(startAll(queue)).containsExactly(run);
        queue.workerIsBack(run);
        assertThat(queue.pause(false)).isTrue();
        assertThat(startAll(queue)).hasSize(1);
    }

    @Test
    void of_a_held_name_nothing_starts_and_nothing_is_taken_and_what_runs_goes_on() {
        LocalQueue queue = new LocalQueue(THREE, Mode.SINGLE, 8, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 2));
        queue.offer(life, events("b", 1));
        Run run = start(queue);
        queue.workerIsBack(run);
        String other = run.name().equals("a") ? "b" : "a";
        assertThat(queue.hold(run.name())).isTrue();
        assertThat(queue.hold(run.name())).isFalse();
        queue.mayHaveMore();
        assertThat(queue.namesToLookAt(Set.of("a", "b"))).containsExactly(other);
        assertThat(queue.beginRead(Set.of("a", "b"))).containsOnlyKeys(other);
        queue.readEnded();
        assertThat(names(startAll(queue))).containsOnly(other);
        assertThat(queue.hold(Set.of("c"))).containsExactly(run.name());
        assertThat(queue.runsLow(Set.of(run.name()))).isTrue();
        assertThat(queue.isHeld("c")).isTrue();
    }

    @Test
    void a_stage_of_a_held_name_that_has_another_handler_goes_on() {
        LocalQueue queue = new LocalQueue(STAGED, Mode.SINGLE, 2, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        queue.workerIsBack(run);
        queue.hold("a");
        queue.resume(run);
        assertThat(startAll(queue)).containsExactly(run);
    }

    @Test
    void what_waits_of_a_held_name_is_taken_out_and_what_comes_of_it_is_given_back() {
        LocalQueue queue = taken(THREE, 8);
        List<TakenEvent> held = new ArrayList<>(events("a", 2));
        held.addAll(suspects("a", 1));
        queue.offer(life, held);
        queue.offer(life, events("b", 1));
        assertThat(queue.takeOutHeld(life)).isEmpty();
        queue.hold("a");
        assertThat(queue.takeOutHeld(life)).containsExactlyInAnyOrderElementsOf(held);
        assertThat(queue.takeOutHeld(life)).isEmpty();
        assertThat(queue.held()).hasSize(1);
        List<TakenEvent> late = events("a", 1);
        assertThat(queue.offer(life, late)).isEqualTo(late);
        assertThat(queue.missingWorkers()).isOne();
    }

    @Test
    void of_a_held_name_one_at_a_time_is_a_probe_as_long_as_none_has_told() {
        LocalQueue queue = taken(THREE, 8);
        queue.hold("a");
        queue.probe("a", System.nanoTime() + Duration.ofHours(1).toNanos());
        assertThat(queue.runsLow(Set.of("a"))).isTrue();
        assertThat(queue.beginRead(Set.of("a")).get("a").undated()).isOne();
        queue.readEnded();
        queue.offer(life, events("a", 4));
        assertThat(queue.missingWorkers()).isOne();
        List<Run> runs = startAll(queue);
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).isProbe()).isTrue();
        assertThat(queue.isProbing("a")).isTrue();
        for (Outcome nothing : List.of(
                Outcome.RELEASED,
                Outcome.SUPERSEDED,
                Outcome.undecided(new IllegalStateException()),
                Outcome.of(new RejectEventException("no")))) {
            Run run = runs.get(0);
            run.outcome(nothing);
            queue.workerIsBack(run);
            queue.ended(run);
            if (queue.held().isEmpty()) {
                queue.offer(life, events("a", 2));
            }
            runs = startAll(queue);
            assertThat(runs).as("%s", nothing.thrown()).hasSize(1);
        }
        runs.get(0).outcome(Outcome.of(new PostponeEventException(Duration.ofHours(1))));
        queue.workerIsBack(runs.get(0));
        queue.ended(runs.get(0));
        queue.offer(life, events("a", 2));
        assertThat(startAll(queue)).isEmpty();
        assertThat(queue.isProbing("a")).isFalse();
    }

    @Test
    void a_probe_does_not_start_when_its_time_is_over() {
        LocalQueue queue = taken(THREE, 8);
        queue.offer(life, events("a", 1));
        queue.hold("a");
        queue.probe("a", System.nanoTime() - 1);
        assertThat(startAll(queue)).isEmpty();
        queue.hold(Set.of());
        assertThat(startAll(queue)).singleElement().matches(run -> !run.isProbe());
    }

    @Test
    void an_end_that_waits_for_its_commit_does_not_make_a_handler_slow() {
        LocalQueue queue = taken(ONE, 2);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        queue.workerIsBack(run);
        await("an end that takes long")
                .until(() -> run.runNanos() > Duration.ofMillis(300).toNanos());
        queue.ended(run);
        assertThat(wanted(queue)).isEqualTo(500);
    }

    // Mode all

    private LocalQueue claiming(Handlers handlers, int threads) {
        LocalQueue queue = new LocalQueue(handlers, Mode.ALL, threads, 256, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        return queue;
    }

    private static TakenEvent claimed(String name) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), name, null, null, null, null, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 1, false, true, false, 0, null);
    }

    @Test
    void only_what_can_start_at_once_is_claimed_while_nothing_is_known() {
        LocalQueue queue = claiming(ONE, 8);
        assertThat(wanted(queue)).isEqualTo(8);
        queue.offer(life, events("a", 3));
        startAll(queue);
        assertThat(wanted(queue)).isEqualTo(5);
        assertThat(wanted(claiming(STAGED, 8))).isEqualTo(256);
    }

    @Test
    void slow_handlers_have_nothing_claimed_ahead() {
        LocalQueue queue = claiming(ONE, 2);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        await("a run that is slow")
                .until(() -> run.runNanos() > Duration.ofMillis(210).toNanos());
        queue.workerIsBack(run);
        queue.ended(run);
        queue.offer(life, events("a", 2));
        startAll(queue);
        queue.mayHaveMore();
        assertThat(queue.runsLow(Set.of("a"))).isFalse();
    }

    @Test
    void quick_handlers_have_200_events_claimed_ahead_and_are_filled_up_when_half_is_done() {
        LocalQueue queue = claiming(ONE, 8);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        queue.ended(run);
        queue.workerIsBack(run);
        assertThat(wanted(queue)).isEqualTo(200);
        queue.offer(life, events("a", 101));
        queue.mayHaveMore();
        assertThat(queue.runsLow(Set.of("a"))).isFalse();
        start(queue);
        assertThat(wanted(queue)).isEqualTo(100);
    }

    @Test
    void a_claim_that_may_not_wait_here_is_to_be_given_back() {
        LocalQueue queue = claiming(ONE, 8);
        TakenEvent event = claimed("a");
        assertThat(queue.offer(life, List.of(event))).isEmpty();
        assertThat(queue.offer(life, List.of(event)))
                .as("it waits here already")
                .containsExactly(event);
        Run run = startAll(queue).get(0);
        queue.beginRead(Set.of("a"));
        queue.ended(run);
        assertThat(queue.offer(life, List.of(event)))
                .as("claimed anew after its run")
                .isEmpty();
        assertThat(queue.live(null)).as("not started").containsExactly(event);
        assertThat(queue.offer(life, List.of(event))).as("no life any more").containsExactly(event);
    }

    @Test
    void what_is_claimed_again_while_it_runs_waits_until_that_run_is_over() {
        LocalQueue queue = claiming(ONE, 8);
        TakenEvent event = claimed("a");
        Run run = claimedAgainWhileItRuns(queue, event);
        assertThat(startAll(queue)).isEmpty();
        queue.ended(run);
        assertThat(queue.held()).containsExactly(event.id());
        Run next = startAll(queue).get(0);
        assertThat(next.id()).isEqualTo(event.id());
        queue.offer(life, List.of(event));
        assertThat(queue.live(null)).as("not started").containsExactly(event);
    }

    /** A claim raises the version, so the run's end would have missed it: the database has lost that end. */
    @Test
    void what_is_claimed_again_while_it_runs_waits_also_when_that_run_has_ended_it() {
        LocalQueue queue = claiming(ONE, 8);
        TakenEvent event = claimed("a");
        Run run = claimedAgainWhileItRuns(queue, event);
        run.outcome(Outcome.PROCESSED);
        queue.ended(run);
        assertThat(queue.held()).containsExactly(event.id());
    }

    private Run claimedAgainWhileItRuns(LocalQueue queue, TakenEvent event) {
        queue.offer(life, List.of(event));
        Run run = startAll(queue).get(0);
        assertThat(queue.offer(life, queue.unknownOf(List.of(event)))).isEmpty();
        return run;
    }

    @Test
    void an_event_that_comes_while_another_runs_long_has_a_worker_to_start_it() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 3));
        startAll(queue);
        // Three long handlers hold three of eight workers.
        queue.offer(life, events("a", 1));
        assertThat(queue.missingWorkers()).isEqualTo(1);
    }

    @Test
    void a_worker_that_is_back_from_its_run_needs_no_other_for_the_next() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 2));
        Run run = start(queue);
        assertThat(queue.missingWorkers()).isEqualTo(1);
        queue.ended(run);
        queue.workerIsBack(run);
        assertThat(queue.missingWorkers()).isZero();
        assertThat(queue.next()).isNotNull();
    }

    @Test
    void no_worker_is_missing_where_all_threads_work_or_nothing_may_start() {
        LocalQueue queue = taken(THREE, 8);
        assertThat(queue.missingWorkers()).isZero();
        queue.offer(life, events("a", 100));
        assertThat(queue.missingWorkers()).isEqualTo(6);
        startAll(queue);
        assertThat(queue.missingWorkers()).isZero();
        queue.offer(life, events("b", 100));
        assertThat(queue.missingWorkers()).isEqualTo(2);
        startAll(queue);
        assertThat(queue.missingWorkers()).isZero();
    }

    @Test
    void no_more_workers_than_threads_may_work() {
        LocalQueue queue = taken(ONE, 2);
        assertThat(List.of(queue.enterWorker(), queue.enterWorker(), queue.enterWorker()))
                .containsExactly(true, true, false);
    }

    @Test
    void a_suspect_goes_first_and_one_at_a_time() {
        LocalQueue queue = taken(THREE, 8);
        queue.offer(life, events("a", 2));
        queue.offer(life, suspects("a", 2));
        queue.offer(life, suspects("b", 1));
        List<Run> runs = startAll(queue);
        assertThat(runs).map(run -> run.name() + run.event().suspect()).containsExactly("atrue", "afalse", "afalse");
    }

    private static TakenEvent grouped(String name, String group) {
        StoredEvent event = new StoredEvent(UUID.randomUUID(), name, null, group, null, null, Instant.EPOCH, null, 0);
        return new TakenEvent(event, 0, false, false, false, 0, null);
    }

    @Test
    void a_suspect_that_is_past_its_time_out_lets_the_next_one_start() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, suspects("a", 2));
        List<Run> runs = startAll(queue);
        assertThat(runs).hasSize(1);
        queue.acquit(runs.get(0));
        assertThat(startAll(queue)).hasSize(1);
    }

    @Test
    void waiting_suspects_do_not_keep_new_events_from_being_read() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, suspects("a", 100));
        queue.mayHaveMore();
        assertThat(queue.runsLow(Set.of("a"))).isTrue();
        assertThat(queue.beginRead(Set.of("a")).get("a").undated()).isEqualTo(16);
    }

    @Test
    void two_events_of_a_group_never_run_at_once() {
        LocalQueue queue = taken(THREE, 8);
        queue.offer(life, List.of(grouped("a", "g"), grouped("a", "h")));
        List<Run> runs = startAll(queue);
        assertThat(runs).hasSize(2);
        TakenEvent replayed = grouped("b", "g");
        queue.offer(life, List.of(replayed, event("b", false)));
        assertThat(startAll(queue)).hasSize(1).noneMatch(run -> run.id().equals(replayed.id()));
        queue.ended(runs.get(0));
        assertThat(startAll(queue)).extracting(Run::id).containsExactly(replayed.id());
    }

    @Test
    void the_new_head_of_a_group_takes_the_place_of_the_former_one_that_waits() {
        LocalQueue queue = taken(THREE, 8);
        TakenEvent former = grouped("a", "g");
        TakenEvent replayed = grouped("b", "g");
        queue.offer(life, List.of(former));
        assertThat(queue.offer(life, List.of(replayed))).containsExactly(former);
        assertThat(startAll(queue)).extracting(Run::id).containsExactly(replayed.id());
        assertThat(queue.held()).containsExactly(replayed.id());
    }

    @Test
    void a_worker_that_could_not_be_started_is_not_counted() {
        LocalQueue queue = taken(ONE, 2);
        queue.offer(life, events("a", 2));
        assertThat(queue.enterWorker()).isTrue();
        assertThat(queue.missingWorkers()).isEqualTo(1);
        queue.leaveWorker();
        assertThat(queue.missingWorkers()).isEqualTo(2);
    }

    @Test
    void open_stages_are_bounded_over_all_names() {
        LocalQueue queue =
                new LocalQueue(handlers(TwoStagedNames.class), Mode.SINGLE, 8, 4, Map.of(), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 10));
        queue.offer(life, events("b", 10));
        assertThat(startAll(queue)).hasSize(4);
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
        LocalQueue queue = taken(THREE, 8);
        queue.offer(life, suspects("a", 2));
        Run first = startAll(queue).get(0);
        first.event(first.event().started());
        assertThat(queue.missingWorkers()).isZero();
        queue.ended(first);
        assertThat(queue.missingWorkers()).isEqualTo(1);
        assertThat(startAll(queue)).hasSize(1);
    }

    @Test
    void an_event_is_held_from_when_it_is_offered_until_it_has_ended() {
        LocalQueue queue = taken(ONE, 8);
        TakenEvent event = event("a", false);
        queue.offer(life, List.of(event));
        assertThat(queue.held()).containsExactly(event.id());
        Run run = startAll(queue).get(0);
        assertThat(queue.held()).containsExactly(event.id());
        queue.ended(run);
        assertThat(queue.held()).isEmpty();
    }

    @Test
    void an_event_that_waits_or_runs_here_is_not_taken_twice() {
        LocalQueue queue = taken(ONE, 8);
        List<TakenEvent> events = events("a", 2);
        queue.offer(life, events);
        assertThat(queue.unknownOf(events)).isEmpty();
        startAll(queue);
        assertThat(queue.unknownOf(events)).isEmpty();
        queue.offer(life, events);
        assertThat(startAll(queue)).isEmpty();
    }

    @Test
    void what_ended_while_a_read_was_under_way_is_not_taken_again_by_that_read() {
        LocalQueue queue = taken(ONE, 8);
        List<TakenEvent> events = events("a", 1);
        queue.offer(life, events);
        Run run = startAll(queue).get(0);
        queue.beginRead(Set.of("a"));
        queue.ended(run);
        assertThat(queue.unknownOf(events)).isEmpty();
        queue.offer(life, events);
        assertThat(startAll(queue)).isEmpty();
    }

    @Test
    void what_ended_before_a_read_may_be_taken_again_by_it() {
        LocalQueue queue = taken(ONE, 8);
        List<TakenEvent> events = events("a", 1);
        queue.offer(life, events);
        queue.beginRead(Set.of("a"));
        queue.ended(startAll(queue).get(0));
        queue.readEnded();
        queue.beginRead(Set.of("a"));
        queue.offer(life, events);
        assertThat(startAll(queue)).hasSize(1);
    }

    @Test
    void a_run_ends_once() {
        LocalQueue queue = taken(THREE, 8);
        queue.offer(life, suspects("a", 3));
        Run first = startAll(queue).get(0);
        queue.ended(first);
        Run second = startAll(queue).get(0);
        queue.ended(first);
        assertThat(queue.running()).containsExactly(second);
        assertThat(startAll(queue)).isEmpty();
    }

    @Test
    void what_was_taken_in_another_life_is_not_started() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 1));
        Life next = new Life(
                UUID.randomUUID(), System.nanoTime() + Duration.ofHours(1).toNanos(), System::nanoTime);
        queue.live(next);
        queue.offer(life, events("a", 1));
        assertThat(startAll(queue)).isEmpty();
        assertThat(queue.held()).isEmpty();
    }

    @Test
    void nothing_starts_when_the_lease_may_have_run_out() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 1));
        life.prolong(System.nanoTime() - 1);
        assertThat(startAll(queue)).isEmpty();
        life.prolong(System.nanoTime() + Duration.ofHours(1).toNanos());
        assertThat(startAll(queue)).hasSize(1);
    }

    @Test
    void only_led_names_that_may_have_more_are_read() {
        LocalQueue queue = taken(THREE, 8);
        assertThat(queue.runsLow(Set.of("a", "b", "c"))).isFalse();
        queue.mayHaveMore("a");
        queue.mayHaveMore("b");
        queue.mayHaveMore(new WakeUp("unknown", null, false));
        assertThat(queue.runsLow(Set.of("c"))).isFalse();
        assertThat(queue.beginRead(Set.of("b", "c"))).containsOnlyKeys("b");
        queue.readEnded();
        assertThat(queue.beginRead(Set.of("a", "b", "c"))).containsOnlyKeys("a");
    }

    private static int wanted(LocalQueue queue) {
        queue.mayHaveMore();
        int wanted = queue.beginRead(Set.of("a")).get("a").undated();
        queue.readEnded();
        return wanted;
    }

    @Test
    void the_first_read_is_small() {
        assertThat(wanted(taken(ONE, 2))).isEqualTo(16);
        assertThat(wanted(taken(ONE, 20))).isEqualTo(40);
    }

    @Test
    void a_read_fills_up() {
        LocalQueue queue = taken(ONE, 2);
        queue.offer(life, events("a", 8));
        startAll(queue);
        assertThat(wanted(queue)).as("6 wait").isEqualTo(10);
    }

    @Test
    void nothing_is_read_while_more_than_half_waits() {
        LocalQueue queue = taken(ONE, 2);
        queue.offer(life, events("a", 9));
        queue.mayHaveMore();
        assertThat(queue.runsLow(Set.of("a"))).isFalse();
        startAll(queue);
        assertThat(queue.runsLow(Set.of("a"))).isTrue();
    }

    @Test
    void quick_handlers_have_at_most_500_events_read_ahead() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        queue.workerIsBack(run);
        queue.ended(run);
        assertThat(wanted(queue)).isEqualTo(500);
    }

    @Test
    void as_many_stages_as_may_be_in_flight_are_read_ahead_at_most_500() {
        assertThat(wanted(taken(STAGED, 2))).isEqualTo(500);
    }

    @Test
    void slow_handlers_have_two_events_a_thread_read_ahead() {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        Supplier<Duration> runTime = () -> Duration.ofNanos(run.runNanos());
        await("a run that is slow against the half second that is read ahead for")
                .until(() -> runTime.get().toMillis() > 260);
        queue.workerIsBack(run);
        queue.ended(run);
        assertThat(wanted(queue)).isEqualTo(16);
        queue.took(Duration.ofMinutes(1).toNanos());
        assertThat(wanted(queue))
                .as("so many that no thread idles until the next take has come back")
                .isEqualTo(500);
    }

    @Test
    void the_end_of_a_grouped_event_lets_its_group_be_read_again_for_every_name_that_has_groups() {
        LocalQueue queue = taken(THREE, 8);
        queue.mayHaveMore(new WakeUp("b", "h", false));
        queue.beginRead(Set.of("b"));
        queue.readEnded();
        StoredEvent grouped = new StoredEvent(UUID.randomUUID(), "a", null, "g", null, null, Instant.EPOCH, null, 0);
        queue.offer(life, List.of(new TakenEvent(grouped, 0, false, false, false, 0, null)));
        queue.ended(start(queue));
        assertThat(queue.beginRead(Set.of("a", "b", "c")))
                .containsOnlyKeys("a", "b")
                .allSatisfy((name, wanted) -> assertThat(wanted.groups()).containsExactly("g"));
    }

    /** Of the name a, that must be started within this time. */
    @Test
    void what_does_not_expire_is_asked_for_also_while_what_expires_leaves_no_room() {
        LocalQueue queue = taken(ONE, 8);
        queue.beginRead(Set.of("a"));
        queue.offer(life, expiring(200));
        assertThat(queue.runsLow(Set.of("a"))).isFalse();
        queue.mayHaveMore(new WakeUp("a", null, false));
        assertThat(queue.beginRead(Set.of("a")).get("a").leastUndated()).isPositive();
        queue.mayHaveMore("a");
        assertThat(queue.runsLow(Set.of("a")))
                .as("asked again for what is not there")
                .isFalse();
        queue.mayHaveMore();
        assertThat(queue.beginRead(Set.of("a")).get("a").leastUndated()).isPositive();
    }

    private static List<TakenEvent> expiring(int count) {
        return Stream.generate(() -> expiring(Duration.ofMinutes(5)))
                .limit(count)
                .toList();
    }

    private static TakenEvent expiring(Duration after) {
        Instant now = Instant.now();
        StoredEvent event = new StoredEvent(UUID.randomUUID(), "a", null, null, null, null, now, now.plus(after), 0);
        return new TakenEvent(event, 0, false, false, false, 0, System.nanoTime() + after.toNanos());
    }

    @Test
    void the_nearest_expiry_goes_first_and_one_start_in_sixteen_is_for_what_does_not_expire() {
        LocalQueue queue = taken(ONE, 40);
        List<TakenEvent> expiring = new ArrayList<>();
        for (int minutes = 30; minutes > 0; minutes--) {
            expiring.add(expiring(Duration.ofMinutes(minutes)));
        }
        queue.offer(life, events("a", 10));
        queue.offer(life, expiring);
        List<TakenEvent> started = startAll(queue).stream().map(Run::event).toList();
        assertThat(started.stream().filter(expiring::contains).map(expiring::indexOf))
                .isSortedAccordingTo((one, other) -> other - one)
                .hasSize(30);
        assertThat(started.subList(0, 33))
                .filteredOn(event -> !expiring.contains(event))
                .hasSize(3);
    }

    @Test
    void what_expires_much_later_takes_its_turn_with_the_others() {
        LocalQueue queue = taken(ONE, 8);
        TakenEvent later = expiring(Duration.ofHours(2));
        queue.offer(life, List.of(later, event("a", false)));
        assertThat(startAll(queue).get(1).event()).isSameAs(later);
    }

    @Test
    void a_name_whose_event_expires_soon_goes_first_in_three_turns_of_four() {
        LocalQueue queue = taken(THREE, 40);
        List<TakenEvent> expiring = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            expiring.add(expiring(Duration.ofMinutes(1)));
        }
        queue.offer(life, events("b", 4));
        queue.offer(life, expiring);
        assertThat(names(startAll(queue)).subList(0, 8)).containsExactly("a", "a", "a", "a", "a", "a", "a", "b");
    }

    @Test
    void no_more_runs_of_a_name_at_once_than_its_bound() {
        LocalQueue queue = new LocalQueue(ONE, Mode.SINGLE, 8, 256, Map.of("a", 3), Map.of(), System::nanoTime);
        queue.live(life);
        queue.offer(life, events("a", 10));
        assertThat(startAll(queue)).hasSize(3);
        LocalQueue staged = new LocalQueue(STAGED, Mode.SINGLE, 8, 256, Map.of("a", 3), Map.of(), System::nanoTime);
        staged.live(life);
        staged.offer(life, events("a", 10));
        staged.enterWorker();
        assertThat(runsOfOneWorker(staged)).hasSize(3);
    }

    /** As many as run are no sign then that no more may. */
    @Test
    void where_many_events_share_a_call_there_is_no_bound_of_events() {
        LocalQueue alone = new LocalQueue(ONE, Mode.SINGLE, 8, 256, Map.of(), Map.of(), System::nanoTime);
        LocalQueue together = new LocalQueue(ONE, Mode.SINGLE, 8, 256, Map.of(), Map.of("a", 100), System::nanoTime);
        assertThat(alone.limit("a")).isEqualTo(8);
        assertThat(together.limit("a")).isNull();
    }

    @Test
    void how_much_of_its_life_an_event_had_left_is_told_once() {
        assertThat(leastLifeLeft(Duration.ZERO, Duration.ofSeconds(950))).isBetween(0.04, 0.05);
    }

    @Test
    void what_an_event_had_to_wait_before_it_was_due_is_not_lost() {
        assertThat(leastLifeLeft(Duration.ofSeconds(940), Duration.ofSeconds(10)))
                .isBetween(0.8, 0.84);
    }

    /** Of an event that is due after this and started so long after that, and had to be within 1000 s. */
    private double leastLifeLeft(Duration delay, Duration afterDue) {
        LocalQueue queue = taken(ONE, 8);
        Instant created = Instant.now();
        long due = System.nanoTime() - afterDue.toNanos();
        long startBefore = due + Duration.ofSeconds(1000).minus(delay).toNanos();
        StoredEvent late =
                new StoredEvent(UUID.randomUUID(), "a", null, null, null, null, created, created.plusSeconds(1000), 0);
        queue.offer(life, List.of(new TakenEvent(late, 0, false, false, false, due, startBefore)));
        startAll(queue);
        double left = queue.leastLifeLeft().get("a");
        assertThat(queue.leastLifeLeft().get("a")).isEqualTo(1);
        return left;
    }

    @Test
    void an_event_starts_however_long_its_life_is() {
        LocalQueue queue = taken(ONE, 8);
        for (Instant expiry : List.of(Instant.MAX, Instant.EPOCH, Instant.MIN)) {
            StoredEvent event =
                    new StoredEvent(UUID.randomUUID(), "a", null, null, null, null, Instant.EPOCH, expiry, 0);
            long startBefore = System.nanoTime() + Duration.ofDays(36_500).toNanos();
            queue.offer(life, List.of(new TakenEvent(event, 0, false, false, false, 0, startBefore)));
            assertThat(start(queue).event().event()).isEqualTo(event);
            assertThat(queue.leastLifeLeft().get("a")).isBetween(0.0, 1.0);
        }
    }

    @Test
    void groups_are_looked_at_of_open_names_while_something_may_start() {
        LocalQueue queue = taken(THREE, 8);
        assertThat(queue.namesToLookAt(Set.of("a", "c", "unknown"))).containsExactly("a", "c");
        queue.pause(true);
        assertThat(queue.namesToLookAt(Set.of("a"))).isEmpty();
    }

    @Test
    void of_a_million_groups_those_of_a_name_that_is_not_open_are_not_remembered_and_of_an_open_one_few() {
        LocalQueue queue = taken(THREE, 8);
        Set<String> all = Set.of("a", "b", "c");
        queue.mayHaveMore(new WakeUp("a", "before", false));
        queue.mayTake(Set.of("b"));
        IntStream.range(0, 1_000_000).forEach(i -> {
            queue.mayHaveMore(new WakeUp("a", "group" + i, false));
            queue.mayHaveMore(new WakeUp("b", "group" + i, false));
            queue.mayHaveMore(new WakeUp(null, "discarded" + i, false));
        });
        queue.mayTake(all);
        assertThat(queue.runsLow(Set.of("a"))).isFalse();
        List<String> remembered = new ArrayList<>();
        while (queue.runsLow(all)) {
            queue.beginRead(all).values().forEach(wanted -> remembered.addAll(wanted.groups()));
            queue.readEnded();
        }
        assertThat(remembered).hasSize(GroupScan.MOST_WOKEN);
    }

    @Test
    void the_end_of_a_grouped_event_wakes_no_name_that_is_not_open() {
        LocalQueue queue = taken(THREE, 8);
        queue.mayHaveMore(new WakeUp("b", "h", false));
        queue.offer(life, List.of(grouped("a", "g")));
        Run run = start(queue);
        queue.mayTake(Set.of("a"));
        queue.ended(run);
        assertThat(queue.beginRead(Set.of("a", "b", "c"))).containsOnlyKeys("a");
    }

    @Test
    void waiting_until_nothing_runs_ends_in_time_or_with_the_last_run() throws InterruptedException {
        LocalQueue queue = taken(ONE, 8);
        queue.offer(life, events("a", 1));
        Run run = start(queue);
        assertThat(queue.awaitNothingRuns(Duration.ofMillis(5))).isFalse();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> queue.ended(run));
        assertThat(queue.awaitNothingRuns(Duration.ofMinutes(1))).isTrue();
        ended.join();
    }
}
