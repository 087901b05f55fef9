package io.onevent.internal.tidy;

import java.util.List;

/** The beans of this package for tests of others. */
public final class TidyDoor {

    private TidyDoor() {}

    public static List<Class<?>> beans() {
        return List.of(EndedEvents.class, DeadEventsInStore.class, ProcessedEventsInStore.class);
    }
}
