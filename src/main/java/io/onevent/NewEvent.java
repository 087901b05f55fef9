package io.onevent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An event to publish: a name, and what applies of payload, group, key, headers, due time and expiry.
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

    /** The most characters that a name, a group or a key may have: the width of their columns. */
    public static final int MAX_LENGTH = 100;

    /** What the names of the library's own events begin with. */
    private static final String RESERVED = "onevent.";

    private final Parts parts;

    private NewEvent(Parts parts) {
        this.parts = parts;
    }

    /** What an event consists of; nobody changes it once an event has it. */
    private static final class Parts implements Cloneable {

        private String name;
        private Object payload;
        private String group;
        private String key;
        private Duration keyFor;
        private boolean replacing;
        private Map<String, String> headers = Map.of();
        private Duration delay = Duration.ZERO;
        private Instant dueAt;
        private Duration expiresAfter;
        private Instant expiresAt;

        private Parts copy() {
            try {
                return (Parts) clone();
            } catch (CloneNotSupportedException cannotBe) {
                throw new IllegalStateException(cannotBe);
            }
        }
    }

    private NewEvent with(Consumer<Parts> change) {
        Parts changed = parts.copy();
        change.accept(changed);
        return new NewEvent(changed);
    }

    /**
     * An event without payload and options, due at once.
     *
     * @param name the name that its handlers have in {@link OnEvent}
     * @return the event
     * @throws IllegalArgumentException if the name is null, blank or longer than {@value #MAX_LENGTH} characters, or
     *     holds the character U+0000 or half of a surrogate pair, or begins with {@code onevent.}, which is reserved
     */
    public static NewEvent named(String name) {
        Parts parts = new Parts();
        parts.name = checked("name", name);
        if (name.startsWith(RESERVED)) {
            throw new IllegalArgumentException("name \"" + name + "\" is reserved: names that begin with " + RESERVED
                    + " are published by OnEvent itself; choose another");
        }
        return new NewEvent(parts);
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
            throw new IllegalArgumentException("the payload is itself a NewEvent, named " + event.name()
                    + ": that is published with publish(NewEvent), and many with publishAll");
        }
        return with(changed -> changed.payload = payload);
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
        String checked = checked("group", group);
        return with(changed -> changed.group = checked);
    }

    /**
     * Unique by this key among the events of its name that wait or run: where there is one already, publishing stores
     * nothing and returns that one's id; or changes that one, if this is {@linkplain #replacing() replacing}. Of two
     * that publish the same key at once the second waits until the first has committed or rolled back, and then sees
     * what there is.
     *
     * @param key compared exactly
     * @return the event with that key
     * @throws IllegalArgumentException if the key is null, blank or longer than {@value #MAX_LENGTH} characters, or
     *     holds the character U+0000 or half of a surrogate pair
     */
    public NewEvent key(String key) {
        String checked = checked("key", key);
        return with(changed -> changed.key = checked);
    }

    /**
     * Unique by its {@link #key} also among the events that were published with {@code keyFor} within this time before,
     * by the database's clock, to the millisecond, whether or not these have ended, unless they were cancelled: then
     * publishing stores nothing and returns that one's id. A key is remembered for as long as the event that was stored
     * with it asked for, so a longer time here finds no more than that. That there is a key, and that this is not
     * replacing, is checked when the event is published.
     *
     * @param time how far to look back
     * @return the event with that time
     * @throws IllegalArgumentException if the time is null, zero or negative
     */
    public NewEvent keyFor(Duration time) {
        if (time == null || time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("keyFor is " + time + ": give a duration of more than zero");
        }
        return with(changed -> changed.keyFor = time);
    }

    /**
     * Takes the place of the one with its {@link #key} that waits or runs, if there is one: that keeps its id and its
     * place in its group's order, and gets this one's payload, headers, due time and expiry, as if it had never run. A
     * run that has begun with the former payload is superseded and repeated: its transaction is rolled back, and what
     * it did outside of that happens once more. So at least one run begins after the last publish of a key has
     * committed. That there is a key is checked when the event is published.
     *
     * @return the event, replacing
     */
    public NewEvent replacing() {
        return with(changed -> changed.replacing = true);
    }

    /**
     * With this header, beside those that it has and in place of one of that name. Headers are stored with the event
     * and handlers find them in {@link StoredEvent#headers()}. All together, as JSON text, may have 8,000 characters,
     * which is checked when the event is published. Where the server traces events, those of the tracing are added then,
     * as far as there is room and none of that name was given here.
     *
     * @param name compared exactly
     * @param value may be empty
     * @return the event with the header
     * @throws IllegalArgumentException if the name is null or blank, or the value null, or one of them holds the
     *     character U+0000 or half of a surrogate pair
     */
    public NewEvent header(String name, String value) {
        if (name == null || name.isBlank() || value == null) {
            throw new IllegalArgumentException(
                    "header " + name + " is " + value + ": its name must not be null or blank, its value not null");
        }
        storable("header", name);
        storable("the value of header " + name, value);
        Map<String, String> headers = new LinkedHashMap<>(parts.headers);
        headers.put(name, value);
        return with(changed -> changed.headers = Collections.unmodifiableMap(headers));
    }

    /**
     * Due this long after it is published, by the database's clock, to the millisecond. It may start later, never
     * earlier. Replaces a {@link #dueAt}. That this is not after the year 9999 is checked when the event is published.
     *
     * @param delay zero or more
     * @return the event with that delay
     * @throws IllegalArgumentException if the delay is null or negative
     */
    public NewEvent delay(Duration delay) {
        Duration checked = notNegative("delay", delay);
        return with(changed -> {
            changed.delay = checked;
            changed.dueAt = null;
        });
    }

    /**
     * Due at this time of the database's clock; at once, if it has passed when the event is published. It may start
     * later, never earlier. Replaces a {@link #delay}. That this is not after the year 9999 is checked when the event
     * is published.
     *
     * @param dueAt the time
     * @return the event that is due then
     * @throws IllegalArgumentException if it is null
     */
    public NewEvent dueAt(Instant dueAt) {
        if (dueAt == null) {
            throw new IllegalArgumentException("dueAt is null: leave it out for an event that is due at once");
        }
        return with(changed -> {
            changed.delay = Duration.ZERO;
            changed.dueAt = dueAt;
        });
    }

    /**
     * Dead with reason {@link Reason#EXPIRED} unless it starts within this time after it is published, by the
     * database's clock, to the millisecond. Replaces an {@link #expiresAt}. That this is not after the year 9999 is
     * checked when the event is published.
     *
     * @param expiresAfter more than until it is due, which is checked when the event is published
     * @return the event with that expiry
     * @throws IllegalArgumentException if it is null or negative
     */
    public NewEvent expiresAfter(Duration expiresAfter) {
        Duration checked = notNegative("expiresAfter", expiresAfter);
        return with(changed -> {
            changed.expiresAfter = checked;
            changed.expiresAt = null;
        });
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
        return with(changed -> {
            changed.expiresAfter = null;
            changed.expiresAt = expiresAt;
        });
    }

    /** {@return the name} */
    public String name() {
        return parts.name;
    }

    /** {@return the payload, or null for none} */
    public Object payload() {
        return parts.payload;
    }

    /** {@return the group, or null for none} */
    public String group() {
        return parts.group;
    }

    /** {@return the key, or null for none} */
    public String key() {
        return parts.key;
    }

    /** {@return how long its key keeps others from being stored, or null for as long as it waits or runs} */
    public Duration keyFor() {
        return parts.keyFor;
    }

    /** {@return whether it takes the place of the one with its key} */
    public boolean replaces() {
        return parts.replacing;
    }

    /** {@return the headers, unmodifiable; empty for none} */
    public Map<String, String> headers() {
        return parts.headers;
    }

    /** {@return the delay, zero for none} */
    public Duration delay() {
        return parts.delay;
    }

    /** {@return when it is due, or null where that is after its delay} */
    public Instant dueAt() {
        return parts.dueAt;
    }

    /** {@return the time to live after publishing, or null} */
    public Duration expiresAfter() {
        return parts.expiresAfter;
    }

    /** {@return the time before which it must start, or null} */
    public Instant expiresAt() {
        return parts.expiresAt;
    }

    @Override
    public String toString() {
        return "NewEvent[name=" + name() + ", group=" + group() + ", key=" + key() + ", delay=" + delay() + ", dueAt="
                + dueAt() + ", expiresAfter=" + expiresAfter() + ", expiresAt=" + expiresAt() + "]";
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
        return storable(what, text);
    }

    private static String storable(String what, String text) {
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
