package io.onevent.internal.publish;

import io.onevent.NewEvent;
import io.onevent.internal.config.Settings;
import io.onevent.internal.store.Headers;
import io.onevent.internal.store.Ids;
import io.onevent.internal.store.NewEventRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Makes rows of new events, and refuses what could not be stored; the database's clock has the last word on times. */
public final class NewRows {

    private final Supplier<Settings> settings;
    private final Supplier<Payloads> payloads;
    private final ShortLives shortLives = new ShortLives();

    /** @param settings asked for each event; null where there are none, as in a test without a container */
    public NewRows(Supplier<Settings> settings, Supplier<Payloads> payloads) {
        this.settings = settings;
        this.payloads = payloads;
    }

    /**
     * The rows of these events, in their order.
     *
     * @throws IllegalArgumentException if one of them is null or could not be stored
     */
    public List<NewEventRow> of(Collection<NewEvent> events) {
        if (events == null) {
            throw new IllegalArgumentException("events is null");
        }
        List<NewEventRow> rows = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            rows.add(row(event));
        }
        return rows;
    }

    private NewEventRow row(NewEvent event) {
        if (event == null) {
            throw new IllegalArgumentException("one of events is null");
        }
        refuseHalfAKey(event);
        long delayMillis = millis(event.delay());
        Long expiresAfterMillis = event.expiresAfter() == null ? null : (Long) millis(event.expiresAfter());
        if (event.dueAt() == null && expiresAfterMillis != null && expiresAfterMillis <= delayMillis) {
            throw new IllegalArgumentException("event " + event.name() + " expires after " + event.expiresAfter()
                    + ", which is not more than its delay of " + event.delay());
        }
        boolean expires = event.expiresAt() != null || expiresAfterMillis != null;
        Duration timeToLive = null;
        if (settings != null) {
            timeToLive = expires ? null : settings.get().timeToLive(event.name());
            shortLives.look(
                    event.name(),
                    expires ? life(event) : timeToLive,
                    settings.get().startElsewhere());
        }
        return new NewEventRow(
                Ids.next(),
                event.name(),
                payloads.get().write(event.name(), event.payload()),
                event.group(),
                event.key(),
                event.keyFor() == null ? null : (Long) Math.max(1, millis(event.keyFor())),
                event.replaces(),
                headers(event),
                delayMillis,
                event.dueAt(),
                event.expiresAt(),
                expiresAfterMillis,
                timeToLive == null ? null : (Long) millis(timeToLive));
    }

    /** From when it is due until it expires; null where that is a matter of the database's clock. */
    private static Duration life(NewEvent event) {
        if (event.expiresAt() != null) {
            return event.dueAt() == null ? null : Duration.between(event.dueAt(), event.expiresAt());
        }
        return event.dueAt() == null ? event.expiresAfter().minus(event.delay()) : null;
    }

    private static void refuseHalfAKey(NewEvent event) {
        if (event.key() == null && (event.keyFor() != null || event.replaces())) {
            throw new IllegalArgumentException("event " + event.name()
                    + " has no key, which keyFor and replacing need: " + "add one with key(..)");
        }
        if (event.keyFor() != null && event.replaces()) {
            throw new IllegalArgumentException(
                    "event " + event.name() + " is replacing and has keyFor, which contradict "
                            + "each other: one always has a run for what is published last, the other leaves it out");
        }
    }

    private static String headers(NewEvent event) {
        String text = Headers.text(event.headers());
        if (!Headers.fit(text)) {
            throw new IllegalArgumentException("the headers of event " + event.name() + " have " + text.length()
                    + " characters as JSON: at most " + Headers.MOST_CHARACTERS
                    + " are allowed; put what is longer into "
                    + "the payload");
        }
        return text;
    }

    private static long millis(Duration duration) {
        try {
            return duration.toMillis();
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException(
                    "a duration of " + duration + " ends after the year 9999, the last that can be stored", tooLong);
        }
    }
}
