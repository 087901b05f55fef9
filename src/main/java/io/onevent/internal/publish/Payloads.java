package io.onevent.internal.publish;

import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.log.Log;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import java.lang.reflect.Type;

/** Writes and reads payloads with JSON-B. */
public final class Payloads implements PayloadReader {

    private final Jsonb jsonb = JsonbBuilder.create();

    /** The text to store: a String as it is, null for null. @throws IllegalArgumentException if JSON-B cannot write it */
    String write(String event, Object payload) {
        String text;
        if (payload == null || payload instanceof String) {
            text = (String) payload;
        } else {
            try {
                text = jsonb.toJson(payload);
            } catch (JsonbException | StackOverflowError unwritable) {
                throw new IllegalArgumentException(
                        "the payload of event " + event + ", a "
                                + payload.getClass().getName() + ", cannot be written by JSON-B: "
                                + unwritable.getMessage(),
                        unwritable);
            }
        }
        if (text != null && text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the payload of event " + event + " holds the character U+0000, which databases refuse");
        }
        return text;
    }

    @Override
    public Object read(String payload, Type type) {
        return payload == null ? null : jsonb.fromJson(payload, type);
    }

    void close() {
        try {
            jsonb.close();
        } catch (Exception failed) {
            Log.notClosed(failed);
        }
    }
}
