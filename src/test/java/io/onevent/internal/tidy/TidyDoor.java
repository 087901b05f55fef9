package io.onevent.internal.tidy;

import io.onevent.DeadEvents;
import io.onevent.ProcessedEvents;
import java.util.List;

/** The beans of this package for tests of others. */
public final class TidyDoor {

    private TidyDoor() {}

    public static List<Class<?>> beans() {
        return List.of(EndedEvents.class, DeadEventsInStore.class, ProcessedEventsInStore.class);
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
