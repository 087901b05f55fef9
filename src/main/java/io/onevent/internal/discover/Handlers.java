package io.onevent.internal.discover;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All handlers of the application, by the name of their events. */
public final class Handlers {

    private final Map<String, HandlersOfName> byName = new TreeMap<>();

    /** Those of one name are of one kind. */
    Handlers(Collection<Handler> handlers) {
        Map<String, List<Handler>> grouped = handlers.stream().sorted().collect(Collectors.groupingBy(Handler::name));
        grouped.forEach((name, ofName) ->
                byName.put(name, new HandlersOfName(name, ofName.get(0).kind(), List.copyOf(ofName))));
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
