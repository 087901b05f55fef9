package io.onevent.internal.operate;

import java.util.List;

/** The beans of this package for tests of others. */
public final class OperateDoor {

    private OperateDoor() {}

    public static List<Class<?>> beans() {
        return List.of(
                EndedEvents.class,
                DeadEventsInStore.class,
                ProcessedEventsInStore.class,
                LocalState.class,
                Sampler.class,
                Explainer.class,
                QueueInStore.class);
    }
}
