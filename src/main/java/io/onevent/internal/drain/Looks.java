package io.onevent.internal.drain;

import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.store.DueEvents;
import io.onevent.internal.store.FirstRefusal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Looks at the table for groups whose next event may start, of which nobody here knows: it came due by itself, another
 * instance has published it or ended the one before it, or it was forgotten.
 *
 * <p>At each poll the events that came due last are looked at. What is not due costs nothing there, so however many
 * groups wait for their time, one whose time has come is found at the next poll. Only where so many events are due that
 * they are not all seen, most of which cannot start, the groups are looked through in the order of their ids beside
 * that, for a bounded time per poll: with 100,000 groups whose head is due tomorrow and has one behind it that is due
 * now, a group that may start and was not among the last to come due is found within 100,000 times 20 microseconds of
 * looking on PostgreSQL, which a busy instance spreads over a hundred polls and an idle one over ten. To find what may
 * start never needs more than that, whatever was forgotten.
 */
final class Looks {

    private static final int NEWEST = 2_000;
    private static final int AT_ONCE = 500;

    /** Nearly all time is left to handlers; where none runs, to what wakes this instance, which ends a look at once. */
    private static final Duration WHILE_BUSY = Duration.ofMillis(20);

    private static final Duration WHILE_IDLE = Duration.ofMillis(200);

    private final DueEvents due;
    private final LocalQueue queue;
    private final Runnable cameBack;
    private final Duration whileBusy;
    private final Duration whileIdle;
    /** Where there is no time for all names at once, another is the first each time. */
    private int turn;

    /** @param cameBack is told when a statement has come back */
    Looks(DueEvents due, LocalQueue queue, Runnable cameBack) {
        this(due, queue, cameBack, WHILE_BUSY, WHILE_IDLE);
    }

    /** After so much time, while something waits or runs and while nothing does, it begins no statement more. */
    Looks(DueEvents due, LocalQueue queue, Runnable cameBack, Duration whileBusy, Duration whileIdle) {
        this.due = due;
        this.queue = queue;
        this.cameBack = cameBack;
        this.whileBusy = whileBusy;
        this.whileIdle = whileIdle;
    }

    /**
     * Looks at these names as far as it is time for that. One that cannot be looked at keeps no other, unless it is the
     * database that fails.
     *
     * @param hurry whether somebody waits for the end of this
     */
    void look(Set<String> takeable, UUID instance, BooleanSupplier hurry) {
        long untilNanos = System.nanoTime() + (queue.isIdle() ? whileIdle : whileBusy).toNanos();
        BooleanSupplier goesOn = () -> System.nanoTime() - untilNanos < 0 && !hurry.getAsBoolean();
        FirstRefusal refusal = new FirstRefusal();
        List<String> names = queue.namesToLookAt(takeable);
        for (int i = 0; i < names.size() && !refusal.isOfDatabase() && (i == 0 || goesOn.getAsBoolean()); i++) {
            turn = (turn + 1) % names.size();
            String name = names.get(turn);
            refusal.attempt(() -> {
                lookAtNewest(name, instance, goesOn);
                sortOutGuesses(name, instance, goesOn);
                lookThrough(name, instance, goesOn);
            });
        }
        refusal.throwIfAny();
    }

    private void lookAtNewest(String name, UUID instance, BooleanSupplier goesOn) {
        if (!queue.beginLookAtNewest(name)) {
            return;
        }
        List<String> newest = back(due.groupsDueLast(name, NEWEST));
        List<String> groups = queue.notRunning(new LinkedHashSet<>(newest));
        int from = 0;
        do {
            int to = Math.min(groups.size(), from + AT_ONCE);
            Map<String, UUID> heads = back(due.heads(name, groups.subList(from, to), instance));
            from = to;
            queue.foundNewest(name, heads, !newest.isEmpty(), from == groups.size() && newest.size() < NEWEST);
        } while (from < groups.size() && goesOn.getAsBoolean());
    }

    private void sortOutGuesses(String name, UUID instance, BooleanSupplier goesOn) {
        List<String> guesses = queue.takeGuesses(name, AT_ONCE);
        while (!guesses.isEmpty()) {
            boolean done = false;
            try {
                queue.wereRight(name, back(due.heads(name, guesses, instance)));
                done = true;
            } finally {
                if (!done) {
                    queue.wake(name, guesses);
                }
            }
            guesses = goesOn.getAsBoolean() ? queue.takeGuesses(name, AT_ONCE) : List.of();
        }
    }

    private void lookThrough(String name, UUID instance, BooleanSupplier goesOn) {
        String after = queue.lookThroughAfter(name);
        while (after != null) {
            List<String> groups = back(due.groups(name, after, AT_ONCE));
            Map<String, UUID> heads = back(due.heads(name, queue.notRunning(groups), instance));
            boolean any = queue.foundThrough(name, heads, groups.size() < AT_ONCE ? null : groups.get(AT_ONCE - 1));
            if (!goesOn.getAsBoolean()) {
                if (!any) {
                    queue.restFromLooks(name);
                }
                return;
            }
            after = queue.lookThroughAfter(name);
        }
    }

    private <T> T back(T answer) {
        cameBack.run();
        return answer;
    }
}
