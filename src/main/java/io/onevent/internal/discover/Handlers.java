package io.onevent.internal.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All handlers of the application, by the name of their events. */
public final class Handlers {

    private final Map<String, List<Handler>> byName = new TreeMap<>();

    /** Those of one name are of one kind. */
    Handlers(Collection<Handler> handlers) {
        List<Handler> inOrder = new ArrayList<>(handlers);
        Collections.sort(inOrder);
        for (Handler handler : inOrder) {
            byName.putIfAbsent(handler.name(), new ArrayList<>());
            byName.get(handler.name()).add(handler);
        }
    }

    /** The names that have a handler here. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** How all handlers of a name run that has one here. */
    public Kind kind(String name) {
        return of(name).get(0).kind();
    }

    /** Whether the handlers of a name that has one here are called with lists. */
    public boolean areOfMany(String name) {
        return of(name).get(0).isOfMany();
    }

    /** How many events the handlers of a name that has one here are called with at most, as they declare it. */
    public int batch(String name) {
        return of(name).stream().mapToInt(Handler::batch).min().orElseThrow();
    }

    /** In the order in which they run; null if the name has no handler here. */
    public List<Handler> of(String name) {
        return byName.get(name);
    }
}
