package io.onevent.internal.publish;

import io.onevent.EventPublisher;
import io.onevent.internal.monitor.Traces;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.store.OpenedStore;
import java.util.List;

/** The beans of this package for tests of others. */
public final class PublishDoor {

    private PublishDoor() {}

    public static List<Class<?>> beans() {
        return List.of(
                OpenedStore.class,
                WakeAfterCommit.class,
                Watchers.class,
                Traces.class,
                OpenedPayloads.class,
                Publisher.class);
    }

    /** One that looks at its arguments, and can do no more. */
    public static EventPublisher unopenedPublisher() {
        return new Publisher(null, null, null, null);
    }
}
