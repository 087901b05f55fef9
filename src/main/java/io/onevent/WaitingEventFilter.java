package io.onevent;

import java.time.Instant;

/**
 * Which waiting events are meant. Immutable, and safe for use by many threads; every method with a parameter returns a
 * new object and leaves this one as it was; all conditions must hold.
 */
public final class WaitingEventFilter {

    private static final int DEFAULT_LIMIT = 100;
    private static final int UNLIMITED = 0;

    private final String name;
    private final String group;
    private final String key;
    private final WaitingEvent.State state;
    private final Instant publishedAfter;
    private final Instant publishedBefore;
    private final int offset;
    private final int limit;

    private WaitingEventFilter(
            String name,
            String group,
            String key,
            WaitingEvent.State state,
            Instant publishedAfter,
            Instant publishedBefore,
            int offset,
            int limit) {
        this.name = name;
        this.group = group;
        this.key = key;
        this.state = state;
        this.publishedAfter = publishedAfter;
        this.publishedBefore = publishedBefore;
        this.offset = offset;
        this.limit = limit;
    }

    /**
     * All waiting events, the first 100 of them where a list is asked for.
     *
     * @return a filter without conditions
     */
    public static WaitingEventFilter all() {
        return new WaitingEventFilter(null, null, null, null, null, null, 0, UNLIMITED);
    }

    /**
     * Only those of this name.
     *
     * @param name compared exactly; null for any
     * @return the filter with this condition, in place of one on the name that it had
     * @throws IllegalArgumentException if the name holds the character U+0000, which no name does
     */
    public WaitingEventFilter name(String name) {
        return new WaitingEventFilter(
                FilterText.storable("name", name), group, key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Only those of this group.
     *
     * @param group compared exactly; null for any, also those without a group
     * @return the filter with this condition, in place of one on the group that it had
     * @throws IllegalArgumentException if the group holds the character U+0000, which no group does
     */
    public WaitingEventFilter group(String group) {
        return new WaitingEventFilter(
                name, FilterText.storable("group", group), key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Only those of this key.
     *
     * @param key compared exactly; null for any, also those without a key
     * @return the filter with this condition, in place of one on the key that it had
     * @throws IllegalArgumentException if the key holds the character U+0000, which no key does
     */
    public WaitingEventFilter key(String key) {
        return new WaitingEventFilter(
                name, group, FilterText.storable("key", key), state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Only those in this state when they are looked for.
     *
     * @param state the state; null for any
     * @return the filter with this condition
     */
    public WaitingEventFilter state(WaitingEvent.State state) {
        return new WaitingEventFilter(name, group, key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Only those that were published at a time of the database's clock or later.
     *
     * @param publishedAfter the time; null or one before the year 1 for no such bound
     * @return the filter with this condition
     */
    public WaitingEventFilter publishedAfter(Instant publishedAfter) {
        return new WaitingEventFilter(name, group, key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Only those that were published before a time of the database's clock.
     *
     * @param publishedBefore the time; null or one after the year 9999 for no such bound
     * @return the filter with this condition
     */
    public WaitingEventFilter publishedBefore(Instant publishedBefore) {
        return new WaitingEventFilter(name, group, key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Leaves out the first ones of a list.
     *
     * @param offset how many
     * @return the filter of that page
     * @throws IllegalArgumentException if the offset is negative
     */
    public WaitingEventFilter offset(int offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + ": it must be zero or more");
        }
        return new WaitingEventFilter(name, group, key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /**
     * Lists at most this many.
     *
     * @param limit how many
     * @return the filter of that page
     * @throws IllegalArgumentException if the limit is less than one
     */
    public WaitingEventFilter limit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be one or more");
        }
        return new WaitingEventFilter(name, group, key, state, publishedAfter, publishedBefore, offset, limit);
    }

    /** {@return the name, or null for any} */
    public String name() {
        return name;
    }

    /** {@return the group, or null for any} */
    public String group() {
        return group;
    }

    /** {@return the key, or null for any} */
    public String key() {
        return key;
    }

    /** {@return the state, or null for any} */
    public WaitingEvent.State state() {
        return state;
    }

    /** {@return the earliest time of publishing, or null for none} */
    public Instant publishedAfter() {
        return publishedAfter;
    }

    /** {@return the time before which it was published, or null for none} */
    public Instant publishedBefore() {
        return publishedBefore;
    }

    /** {@return how many of a list are left out} */
    public int offset() {
        return offset;
    }

    /** {@return how many are listed at most} */
    public int limit() {
        return limit == UNLIMITED ? DEFAULT_LIMIT : limit;
    }

    /**
     * {@return whether an offset or a limit is set: then it is for a list, and what is done to all that it means
     * refuses it}
     */
    public boolean isPage() {
        return offset > 0 || limit != UNLIMITED;
    }
}
