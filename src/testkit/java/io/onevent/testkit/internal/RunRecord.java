package io.onevent.testkit.internal;

import io.onevent.StoredEvent;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.RunWatch;
import io.onevent.testkit.HandledEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes down what runs, and comes between where a test wants that. */
final class RunRecord implements RunWatch {

    private record Begun(Run run, StoredEvent event) {}

    private final List<Begun> begun = new ArrayList<>();
    private final Map<String, Deque<Throwable>> failures = new HashMap<>();
    private final Consumer<List<Run>> takeOver;
    private UUID crashing;

    /** @param takeOver takes these over, as if their instance had died */
    RunRecord(Consumer<List<Run>> takeOver) {
        this.takeOver = takeOver;
    }

    @Override
    public void begins(List<Run> runs, List<StoredEvent> events) {
        boolean crashes;
        synchronized (this) {
            for (int i = 0; i < runs.size(); i++) {
                begun.add(new Begun(runs.get(i), events.get(i)));
            }
            crashes = runs.size() == 1 && Objects.equals(runs.get(0).id(), crashing);
            crashing = crashes ? null : crashing;
        }
        if (crashes) {
            takeOver.accept(runs);
        }
    }

    @Override
    public void calls(Run run) throws Throwable {
        Throwable thrown;
        synchronized (this) {
            Deque<Throwable> next = failures.get(run.name());
            thrown = next == null ? null : next.poll();
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    synchronized void failNext(String name, Throwable thrown) {
        failures.computeIfAbsent(name, first -> new ArrayDeque<>()).add(thrown);
    }

    /** The next run of this event is that of an instance which is going to die. */
    synchronized void crashNext(UUID id) {
        crashing = id;
    }

    /** How many runs have begun since they were taken. */
    synchronized int count() {
        return begun.size();
    }

    /** The runs that count, which are forgotten here. */
    synchronized List<HandledEvent> take() {
        List<HandledEvent> handled = new ArrayList<>();
        for (Begun one : begun) {
            if (!one.run().isInVain()) {
                handled.add(Runs.handled(one.event(), one.run().outcome()));
            }
        }
        begun.clear();
        return handled;
    }

    synchronized void clear() {
        begun.clear();
        failures.clear();
        crashing = null;
    }
}
