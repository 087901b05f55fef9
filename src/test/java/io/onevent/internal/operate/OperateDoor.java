package io.onevent.internal.operate;

import io.onevent.DeadEvents;
import io.onevent.EventQueue;
import io.onevent.ProcessedEvents;
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
                Deeds.class,
                Explainer.class,
                QueueInStore.class);
    }

    /** One that looks at its arguments, and can do no more. */
    public static EventQueue unopenedQueue() {
        return new QueueInStore(null, null, null, null, null);
    }

    /** One that looks at its arguments, and can do no more. */
    public static DeadEvents unopenedDeadEvents() {
        return new DeadEventsInStore(new EndedEvents(null, null));
    }

    /** One that looks at its arguments, and can do no more. */
    public static ProcessedEvents unopenedProcessedEvents() {
        return new ProcessedEventsInStore(new EndedEvents(null, null));
    }
}
