package io.onevent.internal.operate;

import io.onevent.internal.discover.OnEventExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What this instance knows of itself and has not written down; nothing where it handles no events. */
@ApplicationScoped
public class LocalState {

    /** The state of an engine that works; by itself that of none. */
    public interface View {

        /** The instance that this is now, or null while it is none. */
        default UUID instance() {
            return null;
        }

        /** The names that are handled here, and how many of their events run. */
        default Map<String, Integer> running() {
            return Map.of();
        }

        /** The ids of the events that run here. */
        default Set<UUID> runningIds() {
            return Set.of();
        }

        /** How many runs of which name are past their time-out and still hold their thread. */
        default Map<String, Integer> overdue() {
            return Map.of();
        }

        /** How many events of a name may run here at once, or null if it is not handled here or they share calls. */
        default Integer limit(String name) {
            return null;
        }

        /** All instances may have been told to pause or to resume: this one obeys at once. */
        default void obeyPause() {}

        /** Says which names wait that no live instance handles, as far as that has not been said. */
        default void tellUnhandled() {}
    }

    private static final View NONE = new View() {};

    @Inject
    private OnEventExtension extension;

    private volatile View view = NONE;

    /** An engine works from now on. */
    public void show(View ofEngine) {
        view = ofEngine;
    }

    /** No engine works any more. */
    public void showNone() {
        view = NONE;
    }

    View now() {
        return view;
    }

    /** The names that are handled in this application, whether or not by this instance. */
    Set<String> names() {
        return extension.handlers().names();
    }
}
