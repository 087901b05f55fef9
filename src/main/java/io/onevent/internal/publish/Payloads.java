package io.onevent.internal.publish;

import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.log.Log;
import io.onevent.internal.log.Thrown;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;

/** Writes and reads payloads with JSON-B: the application's own, or one with the defaults. */
public final class Payloads implements PayloadReader {

    private static final String CODE = "ONEVENT-505: ";
    private static final String NOTHING_IN_IT = "{}";

    private final Jsonb jsonb;

    /** Null with the application's Jsonb: what it writes and reads of a class is its own affair. */
    private final Strangers strangers;

    private final Unseen unseen = new Unseen();

    private Payloads(Jsonb jsonb, Strangers strangers) {
        this.jsonb = jsonb;
        this.strangers = strangers;
    }

    static Payloads withDefaults() {
        return new Payloads(JsonbBuilder.create(), new Strangers());
    }

    static Payloads of(Jsonb application) {
        return new Payloads(application, null);
    }

    private boolean isDefault() {
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
                    + " of its text, which is no character and cannot be stored: a text may have been cut in the middle";
            throw refused(event, payload, why, null);
        }
        return text;
    }

    private String json(String event, Object payload) {
        String text;
        try {
            text = jsonb.toJson(payload);
        } catch (RuntimeException unwritable) {
            throw refused(
                    event,
                    payload,
                    "cannot be written by JSON-B: " + Thrown.message(unwritable) + hint(payload),
                    unwritable);
        } catch (StackOverflowError unwritable) {
            throw refused(event, payload, "cannot be written by JSON-B: it is nested too deeply", unwritable);
        }
        Class<?> empty = isDefault() && text.contains(NOTHING_IN_IT) ? unseen.in(payload) : null;
        if (empty != null) {
            String what = empty == payload.getClass() ? "" : "holds a " + name(empty) + " that ";
            String why = what
                    + "would arrive empty: JSON-B sees none of its fields; make it a record, give it public getters and"
                    + " setters, or an adapter (@JsonbTypeAdapter)";
            throw refused(event, payload, why, null);
        }
        return text;
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

    /** Where the text has half of a surrogate pair, or -1: UTF-8 cannot carry it, and drivers store another character instead. */
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
        Object value = jsonb.fromJson(payload, type);
        if (isDefault() && strangers.isStranger(payload, type)) {
            throw new StrangerException();
        }
        return value;
    }

    void close() {
        try {
            if (isDefault()) {
                jsonb.close();
            }
        } catch (Exception failed) {
            Log.notClosed(failed);
        }
    }
}
