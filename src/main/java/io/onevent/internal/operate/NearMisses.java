package io.onevent.internal.operate;

import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Watchers;
import java.util.Map;

/** Warns when events start so late that the next ones may expire. */
public final class NearMisses {

    /** An event that has less than this part of its life left when it starts is close to expiry. */
    private static final double CLOSE = 0.1;

    private final Watchers watchers;
    private final Reminders reminders = new Reminders();

    public NearMisses(Watchers watchers) {
        this.watchers = watchers;
    }

    /**
     * Says of each name how close it came, less and less often while it goes on.
     *
     * @param leastLifeLeft the smallest part of its life that an event of the name had left when it started
     */
    public void look(Map<String, Double> leastLifeLeft) {
        leastLifeLeft.forEach((name, left) -> {
            boolean close = left < CLOSE;
            if (close) {
                watchers.tell(watcher -> watcher.closeToExpiry(name, left));
            }
            if (reminders.isDue(name, close)) {
                Log.closeToExpiry(name, left);
            }
        });
    }
}
