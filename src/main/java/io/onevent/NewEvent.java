package io.onevent;

import java.time.Duration;
import java.time.Instant;

/**
 * An event to publish: a name, and what applies of payload, group, delay and expiry.
 *
 * <p><b>Immutable, and no builder.</b> Every method returns a new object and leaves this one as it was, so a result
 * that is dropped is lost: {@code event.payload(order); event.delay(hour);} changes nothing. Chain the calls, or keep
 * the result: {@code event = event.payload(order).delay(hour);}. {@link CheckReturnValue} lets tools find calls that
 * are neither.
 *
 * <p><b>Threads.</b> Safe for use by many threads, as far as its payload is.
 */
@CheckReturnValue
public final class NewEvent {

    /** The most characters that a name or a group may have: the width of their columns. */
    public static final int MAX_LENGTH = 100;

    private final String name;
    private final Object payload;
    private final String group;
    private final Duration delay;
    private final Duration expiresAfter;
    private final Instant expiresAt;

    private NewEvent(
            String name, Object payload, String group, Duration delay, Duration expiresAfter, Instant expiresAt) {
        this.name = name;
        this.payload = payload;
        this.group = group;
        this.delay = delay;
        this.expiresAfter = expiresAfter;
        this.expiresAt = expiresAt;
    }

    /**
     * An event without payload and options, due at once.
     *
     * @param name the name that its handlers have in {@link OnEvent}
     * @return the event
     * @throws IllegalArgumentException if the name is null, blank or longer than {@value #MAX_LENGTH} characters, or
     *     holds the character U+0000 or half of a surrogate pair
     */
    public static NewEvent named(String name) {
        return new NewEvent(checked("name", name), null, null, Duration.ZERO, null, null);
    }

    /**
     * With this payload: a {@code String} is stored as it is, {@code null} is none, anything else is written with
     * JSON-B when it is published, and whether that can be is checked then.
     *
     * @param payload the payload, or null for none
     * @return the event with it
     * @throws IllegalArgumentException if the payload is a {@code NewEvent}
     */
    public NewEvent payload(Object payload) {
        if (payload instanceof NewEvent event) {
            throw new IllegalArgumentException("the payload is itself a NewEvent, named " + event.name
                    + ": that is published with publish(NewEvent), and many with publishAll");
        }
        return new NewEvent(name, payload, group, delay, expiresAfter, expiresAt);
    }

    /**
     * As part of this group, whose events are handled one at a time, in the order in which their publishing
     * transactions commit. Publishers of one group wait for each other until they commit. Groups share 4,096 locks by
     * their hash, so publishers of two groups may wait for each other too.
     *
     * @param group compared exactly
     * @return the event of that group
     * @throws IllegalArgumentException if the group is null, blank or longer than {@value #MAX_LENGTH} characters, or
     *     holds the character U+0000 or half of a surrogate pair
     */
    public NewEvent group(String group) {
        return new NewEvent(name, payload, checked("group", group), delay, expiresAfter, expiresAt);
    }

    /**
     * Due this long after it is published, by the database's clock, to the millisecond. It may start later, never
     * earlier. That this is not after the year 9999 is checked when the event is published.
     *
     * @param delay zero or more
     * @return the event with that delay
     * @throws IllegalArgumentException if the delay is null or negative
     */
    public NewEvent delay(Duration delay) {
        return new NewEvent(name, payload, group, notNegative("delay", delay), expiresAfter, expiresAt);
    }

    /**
     * Dead with reason {@link Reason#EXPIRED} unless it starts within this time after it is published, by the
     * database's clock, to the millisecond. Replaces an {@link #expiresAt}. That this is not after the year 9999 is
     * checked when the event is published.
     *
     * @param expiresAfter more than the delay, which is checked when the event is published
     * @return the event with that expiry
     * @throws IllegalArgumentException if it is null or negative
     */
    public NewEvent expiresAfter(Duration expiresAfter) {
        return new NewEvent(name, payload, group, delay, notNegative("expiresAfter", expiresAfter), null);
    }

    /**
     * Dead with reason {@link Reason#EXPIRED} unless it starts before this time of the database's clock. Replaces an
     * {@link #expiresAfter}. Whether the time has passed is checked when the event is published, and that it is not
     * after the year 9999.
     *
     * @param expiresAt the time
     * @return the event with that expiry
     * @throws IllegalArgumentException if it is null
     */
    public NewEvent expiresAt(Instant expiresAt) {
        if (expiresAt == null) {
            throw new IllegalArgumentException("expiresAt is null: leave it out for an event that does not expire");
        }
        return new NewEvent(name, payload, group, delay, null, expiresAt);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the payload, or null for none} */
    public Object payload() {
        return payload;
    }

    /** {@return the group, or null for none} */
    public String group() {
        return group;
    }

    /** {@return the delay, zero for none} */
    public Duration delay() {
        return delay;
    }

    /** {@return the time to live after publishing, or null} */
    public Duration expiresAfter() {
        return expiresAfter;
    }

    /** {@return the time before which it must start, or null} */
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public String toString() {
        return "NewEvent[name=" + name + ", group=" + group + ", delay=" + delay + ", expiresAfter=" + expiresAfter
                + ", expiresAt=" + expiresAt + "]";
    }

    private static String checked(String what, String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(what + " is " + (text == null ? "null" : "blank") + ": an event's "
                    + what + " has 1 to " + MAX_LENGTH + " characters");
        }
        int length = text.codePointCount(0, text.length());
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(what + " \"" + text.substring(0, 20) + "...\" has " + length
                    + " characters: at most " + MAX_LENGTH + " are allowed");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds the character U+0000, which databases refuse");
        }
        if (text.codePoints().anyMatch(c -> Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException(
                    what + " holds half of a surrogate pair, which is no character and cannot be stored");
        }
        return text;
    }

    private static Duration notNegative(String what, Duration duration) {
        if (duration == null || duration.isNegative()) {
            throw new IllegalArgumentException(what + " is " + duration + ": give a duration of zero or more");
        }
        return duration;
    }
}
