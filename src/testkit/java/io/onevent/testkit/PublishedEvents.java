package io.onevent.testkit;

import io.onevent.testkit.internal.Told;
import java.util.ArrayList;
import java.util.List;

/** What was published, in the order in which that was done. */
public interface PublishedEvents {

    /** {@return all events, in the order in which they were published} */
    List<PublishedEvent> published();

    /**
     * The events of a name.
     *
     * @param name compared exactly
     * @return in the order in which they were published; empty for none
     */
    default List<PublishedEvent> published(String name) {
        List<PublishedEvent> named = new ArrayList<>();
        for (PublishedEvent event : published()) {
            if (event.name().equals(name)) {
                named.add(event);
            }
        }
        return named;
    }

    /**
     * The payloads of the events of a name, read as a handler would get them.
     *
     * @param name compared exactly
     * @param type what a handler takes; {@code String} for the text that is stored
     * @param <T> that type
     * @return in the order in which they were published, null for one without a payload
     * @throws AssertionError if one cannot be read as that type, or has none of its properties
     */
    <T> List<T> payloads(String name, Class<T> type);

    /**
     * The one event of a name.
     *
     * @param name compared exactly
     * @return the event
     * @throws AssertionError if there is none or more than one, with all that was published instead
     */
    default PublishedEvent only(String name) {
        List<PublishedEvent> named = published(name);
        if (named.size() != 1) {
            throw Told.wrong("one event \"" + name + "\" to be published", published());
        }
        return named.get(0);
    }

    /**
     * The payload of the one event of a name.
     *
     * @param name compared exactly
     * @param type as with {@link #payloads}
     * @param <T> that type
     * @return the payload, or null for none
     * @throws AssertionError if there is no such event or more than one, or its payload cannot be read as that type
     */
    default <T> T only(String name, Class<T> type) {
        only(name);
        return payloads(name, type).get(0);
    }

    /**
     * Asserts that there is no event of a name.
     *
     * @param name compared exactly
     * @throws AssertionError if there is one, with all that was published
     */
    default void assertNone(String name) {
        if (!published(name).isEmpty()) {
            throw Told.wrong("no event \"" + name + "\" to be published", published());
        }
    }

    /** Forgets what was published, so that the next test begins with nothing. */
    void clear();
}
