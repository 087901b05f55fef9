package io.onevent.testkit.internal;

import io.onevent.StoredEvent;
import io.onevent.testkit.HandledEvent;
import io.onevent.testkit.PublishedEvent;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What assertions say of events: what was expected, and all that is there instead. */
public final class Told {

    /** So much of a payload shows which one it is. */
    private static final int MOST_OF_PAYLOAD = 500;

    /** A cause may be its own. */
    private static final int MOST_CAUSES = 50;

    private Told() {}

    /** What was thrown and all that caused it; nothing for null. */
    public static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES);
    }

    /** Not as expected, but this. */
    public static AssertionError wrong(String expected, Collection<?> all) {
        String instead = all.isEmpty()
                ? "there is nothing"
                : all.size() == 1 ? "what there is is this" : "what there is are these " + all.size();
        return new AssertionError("expected " + expected + ", but " + instead
                + all.stream().map(each -> "\n - " + each).collect(Collectors.joining()));
    }

    /** Not as expected, but this run. */
    public static AssertionError wrong(String expected, HandledEvent run) {
        return new AssertionError("expected " + expected + ", but it is:\n - " + run, run.thrown());
    }

    /** A run in one line. */
    public static String of(HandledEvent run) {
        String thrown = run.thrown() == null ? "" : " by " + run.thrown();
        return run.event().name() + " " + run.event().id() + " (retry "
                + run.event().retry() + ") is " + run.outcome() + thrown;
    }

    /** An event in one line. */
    public static String of(PublishedEvent published) {
        StoredEvent event = published.event();
        String delay = published.delay() == null || published.delay().isZero() ? null : published.delay() + "";
        return event.name()
                + payload(event.payload())
                + part("group", event.group())
                + part("key", event.key())
                + part("headers", event.headers().isEmpty() ? null : event.headers())
                + part("delay", delay)
                + part("expires after", published.expiresAfter());
    }

    private static String payload(String payload) {
        if (payload == null) {
            return " without payload";
        }
        return " " + (payload.length() > MOST_OF_PAYLOAD ? payload.substring(0, MOST_OF_PAYLOAD) + "..." : payload);
    }

    private static String part(String what, Object value) {
        return value == null ? "" : ", " + what + " " + value;
    }
}
