package io.onevent.testkit.internal;

import io.onevent.internal.discover.PayloadReader;
import io.onevent.testkit.PublishedEvent;
import java.util.ArrayList;
import java.util.List;

/** Reads payloads as a handler would get them. */
public final class PayloadsAs {

    private PayloadsAs() {}

    /** Of each event its payload as that type. */
    public static <T> List<T> type(List<PublishedEvent> events, Class<T> type, PayloadReader reader) {
        if (type == null) {
            throw new IllegalArgumentException("type is null");
        }
        List<T> payloads = new ArrayList<>(events.size());
        for (PublishedEvent event : events) {
            payloads.add(type(event, type, reader));
        }
        return payloads;
    }

    @SuppressWarnings("unchecked")
    private static <T> T type(PublishedEvent event, Class<T> type, PayloadReader reader) {
        String payload = event.payload();
        if (payload == null || type == String.class) {
            return (T) payload;
        }
        try {
            return (T) reader.read(payload, type);
        } catch (PayloadReader.StrangerException stranger) {
            throw unreadable(event, type, "it has properties, but none of that type", stranger);
        } catch (RuntimeException refused) {
            throw unreadable(event, type, String.valueOf(refused.getMessage()), refused);
        }
    }

    private static AssertionError unreadable(PublishedEvent event, Class<?> type, String why, Throwable cause) {
        return new AssertionError(
                "expected the payload to be readable as " + type.getName() + ", but " + why + ":\n - " + event, cause);
    }
}
