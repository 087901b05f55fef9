package io.onevent.console;

import io.onevent.DeadEvent;
import io.onevent.internal.view.OperatorsView;
import io.onevent.internal.view.OperatorsView.Deed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A deed that is done to all events that match, some at a time, each part in a transaction of its own. Events that come
 * to match after it has begun are left, so it ends.
 */
final class Work {

    /** How it stands. */
    enum State {
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    /** Short enough for the thread that does it, which publishers need too. */
    static final int PART = 200;

    private final UUID id = UUID.randomUUID();
    private final OperatorsView view;
    private final Deed deed;
    private final Query query;
    private final String who;
    private final long number;
    private final Instant begun = Instant.now();
    private volatile int done;
    private volatile State state = State.RUNNING;
    private volatile String why;
    private int passed;
    private int stayed;
    private boolean more;
    private Instant before;

    Work(OperatorsView view, Deed deed, Query query, String who, long number) {
        this.view = view;
        this.deed = deed;
        this.query = query;
        this.who = who;
        this.number = number;
    }

    UUID id() {
        return id;
    }

    Deed deed() {
        return deed;
    }

    Query query() {
        return query;
    }

    String who() {
        return who;
    }

    /** How many there were when it began. */
    long number() {
        return number;
    }

    Instant begun() {
        return begun;
    }

    int done() {
        return done;
    }

    State state() {
        return state;
    }

    /** Why it has failed, or null. */
    String why() {
        return why;
    }

    void begin() {
        ConsoleLog.works(Verb.words(deed) + " of " + number + " events begins (" + query.words() + ")", who);
        view.later(this::part);
    }

    void stop() {
        if (state == State.RUNNING) {
            state = State.STOPPED;
        }
    }

    private void part() {
        try {
            if (before == null) {
                before = view.now();
            }
            if (state == State.RUNNING && doPart()) {
                view.later(this::part);
                return;
            }
            state = state == State.RUNNING ? State.DONE : state;
            ConsoleLog.workEnds(Verb.words(deed), state + " after " + done + " events", null);
        } catch (Throwable failed) {
            why = String.valueOf(failed.getMessage());
            state = State.FAILED;
            ConsoleLog.workEnds(Verb.words(deed), "FAILED after " + done + " events", failed);
        }
    }

    /** Whether there may be more. */
    private boolean doPart() {
        more = false;
        List<UUID> ids = next();
        if (ids.isEmpty()) {
            return more;
        }
        int gone = view.as(who, () -> view.all(deed, ids, query.words()));
        done += gone;
        stayed += ids.size() - gone;
        if (deed == Deed.REPLAY || deed == Deed.RESTORE) {
            // One with the key of these waits. Of other deeds what stays has ended meanwhile, and is in no list.
            passed += ids.size() - gone;
        }
        return true;
    }

    /** No more than were confirmed, where that was a number. */
    private List<UUID> next() {
        int most = (int) (number < Desk.MOST_COUNTED ? Math.min(PART, number - done - stayed) : PART);
        if (most <= 0) {
            return List.of();
        }
        return switch (deed) {
            case CANCEL -> {
                var filter = query.waiting();
                yield view
                        .waiting(filter.publishedBefore(earlier(filter.publishedBefore()))
                                .offset(passed)
                                .limit(most))
                        .stream()
                        .map(event -> event.event().id())
                        .toList();
            }
            case REPLAY, DISCARD -> dead(most);
            case RESTORE, FORGET -> {
                var filter = query.processed();
                yield view
                        .processed(filter.processedBefore(earlier(filter.processedBefore()))
                                .offset(passed)
                                .limit(most))
                        .stream()
                        .map(event -> event.event().id())
                        .toList();
            }
        };
    }

    /** Those that have died of another error are passed over, a part at a time, up to where they were looked for. */
    private List<UUID> dead(int most) {
        var filter = query.dead();
        boolean isOfError = query.get("error") != null;
        if (isOfError && passed + done >= Desk.MOST_SEARCHED) {
            return List.of();
        }
        List<DeadEvent> part = view.dead(
                filter.diedBefore(earlier(filter.diedBefore())).offset(passed).limit(isOfError ? PART : most));
        more = isOfError && !part.isEmpty();
        List<UUID> ids = part.stream()
                .filter(query::isOfError)
                .limit(most)
                .map(event -> event.event().id())
                .toList();
        passed += (int) part.stream().filter(event -> !query.isOfError(event)).count();
        return ids;
    }

    private Instant earlier(Instant bound) {
        return bound == null || bound.isAfter(before) ? before : bound;
    }
}
