package io.onevent.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.StoredEvent;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.internal.view.OperatorsView;
import io.onevent.internal.view.OperatorsView.Deed;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is done to all that match, on a queue in which events end meanwhile. */
class WorkTest {

    private static final int EVENTS = 1_000;
    private static final int RUNNING = 9;

    private final List<UUID> waiting = new ArrayList<>(
            IntStream.range(0, EVENTS).mapToObj(i -> new UUID(1, i)).toList());
    private final Deque<Runnable> later = new ArrayDeque<>();
    private boolean runsHaveEnded;

    private final OperatorsView view = (OperatorsView) Proxy.newProxyInstance(
            OperatorsView.class.getClassLoader(),
            new Class<?>[] {OperatorsView.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "now" -> Instant.EPOCH;
                case "later" -> later.add((Runnable) arguments[0]);
                case "as" -> ((Supplier<?>) arguments[1]).get();
                case "waiting" -> page((WaitingEventFilter) arguments[0]);
                case "all" -> cancelled((List<?>) arguments[1]);
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private List<WaitingEvent> page(WaitingEventFilter filter) {
        return waiting.stream()
                .skip(filter.offset())
                .limit(filter.limit())
                .map(id -> new WaitingEvent(
                        new StoredEvent(id, "flood", null, null, null, null, Instant.EPOCH, null, 0),
                        Instant.EPOCH,
                        WaitingEvent.State.DUE))
                .toList();
    }

    private int cancelled(List<?> ids) {
        if (!runsHaveEnded) {
            runsHaveEnded = true;
            waiting.subList(0, RUNNING).clear();
        }
        int before = waiting.size();
        waiting.removeAll(ids);
        return before - waiting.size();
    }

    @Test
    void what_ends_by_itself_between_the_list_and_the_deed_keeps_no_other_from_it() {
        Work work = new Work(view, Deed.CANCEL, Query.none().with("name", "flood"), "ada", EVENTS);
        work.begin();
        for (Runnable part = later.poll(); part != null; part = later.poll()) {
            part.run();
        }
        assertThat(work.state()).isEqualTo(Work.State.DONE);
        assertThat(waiting).isEmpty();
        assertThat(work.done()).isEqualTo(EVENTS - RUNNING);
    }
}
