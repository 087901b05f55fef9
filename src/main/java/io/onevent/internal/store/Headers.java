package io.onevent.internal.store;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of an event as they are stored: a JSON object whose values are texts, or null for none. */
public final class Headers {

    /** The width of their column. */
    public static final int MOST_CHARACTERS = 8_000;

    /** Kept once it was found: a look for it takes longer than a short handler. */
    private static volatile JsonProvider provider;

    private Headers() {}

    private static JsonProvider json() {
        JsonProvider found = provider;
        if (found == null) {
            found = JsonProvider.provider();
            provider = found;
        }
        return found;
    }

    /** The text of the headers, or null for none. */
    public static String text(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        JsonObjectBuilder object = json().createObjectBuilder();
        headers.forEach(object::add);
        return object.build().toString();
    }

    /** Whether the text fits into the column: H2 counts half of a surrogate pair as a character, as Java does. */
    public static boolean fit(String text) {
        return text == null || text.length() <= MOST_CHARACTERS;
    }

    /** The headers of a text; none where somebody has written something else there. */
    public static Map<String, String> orNone(String text) {
        try {
            return of(text);
        } catch (IllegalArgumentException noHeaders) {
            return Map.of();
        }
    }

    /**
     * The headers of a text.
     *
     * @throws IllegalArgumentException if somebody has written something else there
     */
    public static Map<String, String> of(String text) {
        if (text == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        try (JsonReader reader = json().createReader(new StringReader(text))) {
            JsonObject object = reader.readObject();
            object.keySet().forEach(name -> headers.put(name, ((JsonString) object.get(name)).getString()));
        } catch (JsonException | ClassCastException noHeaders) {
            throw new IllegalArgumentException(
                    "headers is no JSON object of texts: " + noHeaders.getMessage(), noHeaders);
        }
        return Collections.unmodifiableMap(headers);
    }
}
