package io.onevent.internal.drain;

import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.Watchers;

/** Warns when events start so late that the next ones may expire. */
final class NearMisses {

    /** An event that has less than this part of its life left when it starts is close to expiry. */
    private static final double CLOSE = 0.1;

    private final LocalQueue taken;
    private final Watchers watchers;
    private final Reminders reminders = new Reminders();

    NearMisses(LocalQueue taken, Watchers watchers) {
        this.taken = taken;
        this.watchers = watchers;
    }

    /** Says of each name how close it came, less and less often while it goes on. */
    void look() {
        taken.leastLifeLeft().forEach((name, left) -> {
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
