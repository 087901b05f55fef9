package io.onevent.demo.shop;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The handlers' runs since the start: those that run, and the latest that ended. In memory, so a rollback does not undo it. */
@ApplicationScoped
class RunLog {

    private static final int KEPT = 60;

    private final Set<Run> running = new LinkedHashSet<>();
    private final Deque<Run> ended = new ArrayDeque<>();
    private final Map<String, Long> outcomes = new TreeMap<>();

    synchronized void started(Run run) {
        running.add(run);
    }

    synchronized void ended(Run run, String outcome, Throwable thrown) {
        running.remove(run);
        ended.addFirst(run.end(outcome, thrown));
        if (ended.size() > KEPT) {
            ended.removeLast();
        }
        outcomes.merge(outcome, 1L, Long::sum);
    }

    synchronized List<Run> running() {
        return List.copyOf(running);
    }

    synchronized List<Run> ended() {
        return new ArrayList<>(ended);
    }

    synchronized long count(String outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
