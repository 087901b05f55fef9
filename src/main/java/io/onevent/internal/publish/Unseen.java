package io.onevent.internal.publish;

import io.onevent.internal.discover.JsonProperties;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds in a payload an object that JSON-B writes as an empty one because it sees none of its fields. It goes only
 * where the default rules of JSON-B lead, and reads again what JSON-B has just read.
 */
final class Unseen {

    /** Of all classes that were met: the application's, and the few of the platform that are payloads themselves. */
    private final Map<Class<?>, JsonProperties> known = new ConcurrentHashMap<>();

    /**
     * The class of the first such object; null if there is none, or if it cannot be known.
     *
     * @param ownWays gets an object of each class that was met and is written in a way of its own
     */
    Class<?> in(Object payload, Map<Class<?>, Object> ownWays) {
        try {
            return new Search(ownWays).find(payload, true);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError | StackOverflowError unknown) {
            return null;
        }
    }

    private final class Search {

        private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Map<Class<?>, Object> ownWays;

        private Search(Map<Class<?>, Object> ownWays) {
            this.ownWays = ownWays;
        }

        private Class<?> find(Object value, boolean isWhole) throws ReflectiveOperationException {
            if (value == null || isSimple(value) || !visited.add(value)) {
                return null;
            } else if (value instanceof Collection<?> all) {
                return findAny(all);
            } else if (value instanceof Map<?, ?> all) {
                return findAny(all.values());
            } else if (value instanceof Object[] all) {
                return findAny(Arrays.asList(all));
            } else if (value instanceof Optional<?> some) {
                return find(some.orElse(null), isWhole);
            }
            return findInObject(value, isWhole);
        }

        private boolean isSimple(Object value) {
            return value instanceof Enum
                    || value instanceof Number
                    || value instanceof CharSequence
                    || value instanceof JsonValue;
        }

        private Class<?> findAny(Collection<?> values) throws ReflectiveOperationException {
            for (Object value : values) {
                Class<?> found = find(value, false);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        /**
         * Of the platform's classes only that of the payload itself is judged: most have a way of their own to be
         * written.
         */
        private Class<?> findInObject(Object value, boolean isWhole) throws ReflectiveOperationException {
            Class<?> type = value.getClass();
            boolean isOfPlatform = JsonProperties.isOfPlatform(type);
            if (isOfPlatform && !isWhole || type.isArray()) {
                return null;
            }
            if (JsonProperties.isOwnWay(type)) {
                ownWays.putIfAbsent(type, value);
                return null;
            }
            JsonProperties properties = known.computeIfAbsent(type, JsonProperties::new);
            if (properties.isUnseen()) {
                return type;
            }
            for (JsonProperties.Written property :
                    isOfPlatform ? Set.<JsonProperties.Written>of() : properties.written()) {
                Class<?> found = find(property.in(value), false);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }
}
