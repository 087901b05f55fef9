package io.onevent.internal.publish;

import io.onevent.internal.discover.JsonProperties;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells payloads that were written from another class, or that only begin like JSON. JSON-B leaves out what it does not
 * know, so it makes an empty object of the former, and does not look at what follows a value. One name that the class
 * knows is enough to be no stranger: a class may get and lose properties.
 */
final class Strangers {

    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());
    private final Map<Type, Set<String>> known = new ConcurrentHashMap<>();

    /**
     * Whether this, which JSON-B has read, is an object with properties, none of which the type knows.
     *
     * @throws JsonException if it goes on after its value
     */
    boolean isStranger(String payload, Type type) {
        Set<String> names = known.computeIfAbsent(type, Strangers::names);
        try (JsonParser parser = parsers.createParser(new StringReader(payload))) {
            boolean stranger = parser.next() == Event.START_OBJECT && !names.isEmpty() && hasOthersOnly(parser, names);
            while (parser.hasNext()) {
                parser.next();
            }
            return stranger;
        }
    }

    /** Empty where nothing can be said. */
    private static Set<String> names(Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        try {
            return raw instanceof Class<?> simple ? JsonProperties.namesOf(simple) : Set.of();
        } catch (LinkageError | TypeNotPresentException unknown) {
            return Set.of();
        }
    }

    /** Of the object that it is in. */
    private static boolean hasOthersOnly(JsonParser parser, Set<String> names) {
        boolean hasOthers = false;
        for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
            switch (event) {
                case KEY_NAME -> {
                    hasOthers = true;
                    if (names.contains(parser.getString())) {
                        return false;
                    }
                }
                case START_OBJECT -> parser.skipObject();
                case START_ARRAY -> parser.skipArray();
                default -> {
                    // The value of a property, which does not matter.
                }
            }
        }
        return hasOthers;
    }
}
