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

    private final Map<String, HandlersOfName> byName = new TreeMap<>();

    /** Those of one name are of one kind. */
    Handlers(Collection<Handler> handlers) {
        List<Handler> inOrder = new ArrayList<>(handlers);
        Collections.sort(inOrder);
        for (Handler handler : inOrder) {
            String name = handler.name();
            byName.putIfAbsent(name, new HandlersOfName(name, handler.kind(), new ArrayList<>()));
            byName.get(name).handlers().add(handler);
        }
    }

    /** The names that have a handler here. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** Null if the name has no handler here. */
    public HandlersOfName of(String name) {
        return byName.get(name);
    }
}
