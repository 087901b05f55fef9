package io.onevent.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/** What this instance's console does to many events, and has done last. */
final class Works {

    private static final int MOST_RUNNING = 3;
    private static final int MOST_KEPT = 20;

    private final Deque<Work> works = new ArrayDeque<>();

    /** @throws IllegalStateException if several are under way already */
    synchronized Work begin(Work work) {
        if (works.stream().filter(Works::isRunning).count() >= MOST_RUNNING) {
            throw new IllegalStateException(
                    MOST_RUNNING + " such works are under way on this instance: wait until one has ended, or stop it");
        }
        if (works.size() >= MOST_KEPT) {
            works.stream()
                    .filter(old -> !isRunning(old))
                    .reduce((newer, older) -> older)
                    .ifPresent(works::remove);
        }
        works.addFirst(work);
        work.begin();
        return work;
    }

    private static boolean isRunning(Work work) {
        return work.state() == Work.State.RUNNING;
    }

    /** The latest first. */
    synchronized List<Work> all() {
        return List.copyOf(works);
    }

    synchronized void stop(UUID id) {
        works.stream().filter(work -> work.id().equals(id)).forEach(Work::stop);
    }

    /** The application ends. */
    synchronized void stopAll() {
        works.forEach(Work::stop);
    }
}
