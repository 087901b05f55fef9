package io.onevent.internal.publish;

import io.onevent.internal.discover.PayloadLook;
import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes and reads payloads with JSON-B: the application's own, or one with the defaults. */
public final class Payloads implements PayloadReader {

    private static final String CODE = "ONEVENT-505: ";
    private static final String EMPTY = "{}";

    private volatile Jsonb writer;
    private final Jsonb reader;

    /** Null with the application's Jsonb: what it writes and reads of a class is its own affair. */
    private final Strangers strangers;

    private final Unseen unseen = new Unseen();
    private final Set<Type> met = ConcurrentHashMap.newKeySet();

    private Payloads(Jsonb writer, Jsonb reader, Strangers strangers) {
        this.writer = writer;
        this.reader = reader;
        this.strangers = strangers;
    }

    /** JSON-B with its defaults. */
    public static Payloads withDefaults() {
        return new Payloads(JsonbBuilder.create(), JsonbBuilder.create(), new Strangers());
    }

    /** The application's own JSON-B. */
    public static Payloads of(Jsonb application) {
        return new Payloads(application, application, null);
    }

    /** Whether it is JSON-B with its defaults, of which more is known than of an application's own. */
    public boolean isDefault() {
        return strangers != null;
    }

    /**
     * The text to store: a String as it is, null for null.
     *
     * @throws IllegalArgumentException if JSON-B cannot write it, or if what it writes would not arrive as it is
     */
    String write(String event, Object payload) {
        if (payload == null) {
            return null;
        }
        String text = payload instanceof String as ? as : json(event, payload);
        if (text.indexOf('\0') >= 0) {
            throw refused(event, payload, "holds the character U+0000, which databases refuse", null);
        }
        int half = halfOfAPair(text);
        if (half >= 0) {
            String why = "holds half of a surrogate pair, at " + half
                    + " of its text, which is no character and cannot be stored: has a text been cut there?";
            throw refused(event, payload, why, null);
        }
        return text;
    }

    private String json(String event, Object payload) {
        String text;
        Class<?> empty = null;
        try {
            text = writer.toJson(payload);
            if (isDefault() && text.contains(EMPTY)) {
                Map<Class<?>, Object> ownWays = new HashMap<>();
                empty = unseen.in(payload, ownWays);
                text = withAdapters(payload, text, ownWays.values());
            }
        } catch (RuntimeException unwritable) {
            String why = "cannot be written by JSON-B: " + Thrown.message(unwritable) + hint(payload);
            throw refused(event, payload, why, unwritable);
        } catch (StackOverflowError unwritable) {
            throw refused(event, payload, "cannot be written by JSON-B: it is nested too deeply", unwritable);
        }
        if (empty != null) {
            String what = empty == payload.getClass() ? "" : "holds a " + name(empty) + " that ";
            String why = what
                    + "would arrive empty: JSON-B sees none of its fields; make it a record, give it public getters and"
                    + " setters, or an adapter (@JsonbTypeAdapter)";
            throw refused(event, payload, why, null);
        }
        return text;
    }

    /**
     * Yasson forgets the adapter of a class for good if it meets the class first where no type is declared, as in a
     * list that is the payload, and not if it has met it by itself before.
     */
    private String withAdapters(Object payload, String text, Collection<Object> ownWays) {
        Jsonb used = writer;
        if (ownWays.stream().noneMatch(object -> used.toJson(object).equals(EMPTY))) {
            return text;
        }
        Jsonb fresh = JsonbBuilder.create();
        // All of them are met by themselves, so it is a count and not whether there is any.
        long written = ownWays.stream()
                .filter(object -> !fresh.toJson(object).equals(EMPTY))
                .count();
        if (written == 0) {
            return text;
        }
        // The one before is not closed: other threads may be using it.
        writer = fresh;
        return fresh.toJson(payload);
    }

    private static String hint(Object payload) {
        return Modifier.isPublic(payload.getClass().getModifiers()) ? "" : " (its class is not public)";
    }

    private static IllegalArgumentException refused(String event, Object payload, String why, Throwable cause) {
        return new IllegalArgumentException(
                CODE + "the payload of event " + event + ", a " + name(payload.getClass()) + ", " + why, cause);
    }

    private static String name(Class<?> type) {
        return type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
    }

    /**
     * Where the text has half of a surrogate pair, or -1: UTF-8 cannot carry it, and drivers store another character
     * instead.
     */
    private static int halfOfAPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (text.codePointAt(i) < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    @Override
    public Object read(String payload, Type type) {
        if (isDefault() && !met.contains(type)) {
            meet(type);
        }
        Object value = reader.fromJson(payload, type);
        if (isDefault() && strangers.isStranger(payload, type)) {
            throw new StrangerException();
        }
        return value;
    }

    /** As when it writes, Yasson forgets the adapter of a class that it does not meet by itself first. */
    private void meet(Type type) {
        for (Class<?> adapted : PayloadLook.at(type).ownWays()) {
            try {
                reader.fromJson("null", adapted);
            } catch (RuntimeException ofAdapter) {
                // It was called, so it is known.
            }
        }
        met.add(type);
    }

    void close() {
        try {
            if (isDefault()) {
                writer.close();
                reader.close();
            }
        } catch (Exception failed) {
            Log.notClosed(failed);
        }
    }
}
