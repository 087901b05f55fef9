package io.onevent.internal.drain.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The groups of one name whose next event may start here. Whatever happens here wakes a group, which is only a guess:
 * its next event may be of another name, not due, or not there. Looks at the table find those whose next event may
 * start, and sort out the guesses where there are many. All is bounded: what does not fit is found by a later look,
 * which needs no memory of it. Guarded by {@link LocalQueue}.
 */
final class GroupScan {

    /** Some two megabytes if their names are long. */
    static final int MOST_WOKEN = 10_000;

    /** No more are looked for while so many wait for their turn. */
    static final int MOST_FOUND = 1_000;

    /** One in so many is one that a look has found, however many are woken. */
    private static final int FOUND_TURN = 4;

    private final Set<String> guesses = new LinkedHashSet<>();
    /** Woken, and found to have an event that may start. */
    private final Set<String> woken = new LinkedHashSet<>();

    private final Set<String> found = new LinkedHashSet<>();
    private int foundTurns;
    private boolean known;
    private boolean looksAtNewest;
    private boolean looksThrough;
    private String lookedThroughTo = "";

    /** Whether events of this name have groups, as far as is known. */
    boolean isAnyKnown() {
        return known;
    }

    /** Events of this name have groups. */
    void isKnown() {
        known = true;
    }

    /** The next event of this group may be of this name and may start. */
    void wake(String group) {
        known = true;
        if (guesses.size() < MOST_WOKEN && !woken.contains(group)) {
            guesses.add(group);
            found.remove(group);
        }
    }

    /** How many are known whose next event may start. */
    int size() {
        return guesses.size() + woken.size() + found.size();
    }

    /** Takes so many at most; what was woken goes first but for the turns of what a look has found. */
    List<String> take(int most) {
        foundTurns = found.isEmpty() ? 0 : foundTurns + most;
        int ofFound = Math.min(found.size(), foundTurns / FOUND_TURN);
        foundTurns -= ofFound * FOUND_TURN;
        List<String> groups = new ArrayList<>();
        move(woken, most - ofFound, groups);
        move(guesses, most - ofFound, groups);
        move(found, most, groups);
        return groups;
    }

    private static void move(Set<String> from, int size, List<String> to) {
        for (Iterator<String> each = from.iterator(); to.size() < size && each.hasNext(); ) {
            to.add(each.next());
            each.remove();
        }
    }

    /**
     * Takes so many guesses at most which are to be sorted out, if there are more than are asked for at once anyhow.
     */
    List<String> takeGuesses(int askedAtOnce, int most) {
        List<String> groups = new ArrayList<>();
        if (guesses.size() > askedAtOnce && woken.size() < MOST_FOUND) {
            move(guesses, most, groups);
        }
        return groups;
    }

    /** Of the guesses that were taken these were right. */
    void wereRight(Collection<String> groups) {
        woken.addAll(groups);
    }

    /** It is time for looks. */
    void mayLook() {
        looksAtNewest = true;
    }

    /** Whether to look now at what came due last. Leaves room for what {@link #lookThroughAfter} finds. */
    boolean beginLookAtNewest() {
        boolean begins = looksAtNewest && found.size() < MOST_FOUND / 2;
        looksAtNewest &= !begins;
        return begins;
    }

    /**
     * Of these groups the next event may start; all that is due was looked at, or else the groups are to be looked
     * through.
     */
    void foundNewest(Collection<String> groups, boolean all) {
        found.addAll(groups);
        looksThrough = !all;
    }

    /** The group after which to look for more, or null if it is not the time for that. */
    String lookThroughAfter() {
        return looksThrough && found.size() < MOST_FOUND ? lookedThroughTo : null;
    }

    /** Of these groups the next event may start; so far the groups were looked through, null for to the last. */
    void foundThrough(Collection<String> groups, String last) {
        found.addAll(groups);
        lookedThroughTo = last == null ? "" : last;
        looksThrough &= last != null;
    }

    /** Nothing came of looking through the groups: it goes on when it is time for looks again. */
    void rest() {
        looksThrough = false;
    }

    void clear() {
        guesses.clear();
        woken.clear();
        found.clear();
        lookedThroughTo = "";
        looksThrough = false;
    }
}
