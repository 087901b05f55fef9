package io.onevent.internal.operate;

import io.onevent.DeadEvents;
import io.onevent.EventQueue;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEvents;
import java.util.List;

/** The beans of this package for tests of others. */
public final class OperateDoor {

    private OperateDoor() {}

    public static List<Class<?>> beans() {
        return List.of(
                OperatorStore.class,
                DeadEventsInStore.class,
                ProcessedEventsInStore.class,
                WaitingEventsInStore.class,
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
        return new DeadEventsInStore(new OperatorStore(null, null, null));
    }

    /** One that looks at its arguments, and can do no more. */
    public static WaitingEvents unopenedWaitingEvents() {
        return new WaitingEventsInStore(new OperatorStore(null, null, null));
    }

    /** One that looks at its arguments, and can do no more. */
    public static ProcessedEvents unopenedProcessedEvents() {
        return new ProcessedEventsInStore(new OperatorStore(null, null, null));
    }
}
