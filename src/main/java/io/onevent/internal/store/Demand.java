package io.onevent.internal.store;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * How much of a name is to be taken.
 *
 * @param dated at most so many of those that expire, the nearest expiry first
 * @param undated at most so many together with those that expire, the longest due first
 * @param leastUndated but so many in any case
 * @param groups whose heads are to be taken
 * @param withinMillis of those that do not expire only what has come due within this time; null for all
 */
public record Demand(int dated, int undated, int leastUndated, List<String> groups, Long withinMillis) {

    public Demand(int dated, int undated, int leastUndated, List<String> groups) {
        this(dated, undated, leastUndated, groups, null);
    }

    /** The same where so many more may be met that are not taken; those that expire come with what is held already. */
    Demand beside(int more) {
        return more == 0 || dated == 0 ? this : new Demand(dated + more, undated, leastUndated, groups, withinMillis);
    }

    /**
     * Whether so many have come beside those that were known that there may be more; heads of groups say nothing of
     * that.
     */
    public boolean isMetBy(List<TakenEvent> taken, Set<UUID> known) {
        int ungrouped = 0;
        int expiring = 0;
        for (TakenEvent event : taken) {
            if (event.event().group() == null) {
                ungrouped += known.contains(event.id()) ? 0 : 1;
                expiring += event.startBeforeNanos() == null ? 0 : 1;
            }
        }
        return undated > 0 && ungrouped >= undated || dated > 0 && expiring >= dated;
    }
}
