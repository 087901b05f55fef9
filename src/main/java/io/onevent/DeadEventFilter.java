package io.onevent;

import java.time.Instant;

/**
 * Which dead events are meant. Immutable, and safe for use by many threads; every method with a parameter returns a new
 * object and leaves this one as it was; all conditions must hold.
 */
public final class DeadEventFilter {

    private static final int DEFAULT_LIMIT = 100;
    private static final int UNLIMITED = 0;

    private final String name;
    private final String group;
    private final Reason reason;
    private final Instant diedAfter;
    private final Instant diedBefore;
    private final int offset;
    private final int limit;

    private DeadEventFilter(
            String name, String group, Reason reason, Instant diedAfter, Instant diedBefore, int offset, int limit) {
        this.name = name;
        this.group = group;
        this.reason = reason;
        this.diedAfter = diedAfter;
        this.diedBefore = diedBefore;
        this.offset = offset;
        this.limit = limit;
    }

    /**
     * All dead events, the first 100 of them where a list is asked for.
     *
     * @return a filter without conditions
     */
    public static DeadEventFilter all() {
        return new DeadEventFilter(null, null, null, null, null, 0, UNLIMITED);
    }

    /**
     * Only those of this name.
     *
     * @param name compared exactly; null for any
     * @return the filter with this condition, in place of one on the name that it had
     * @throws IllegalArgumentException if the name holds the character U+0000, which no name does
     */
    public DeadEventFilter name(String name) {
        return new DeadEventFilter(
                FilterText.storable("name", name), group, reason, diedAfter, diedBefore, offset, limit);
    }

    /**
     * Only those of this group.
     *
     * @param group compared exactly; null for any, also those without a group
     * @return the filter with this condition, in place of one on the group that it had
     * @throws IllegalArgumentException if the group holds the character U+0000, which no group does
     */
    public DeadEventFilter group(String group) {
        return new DeadEventFilter(
                name, FilterText.storable("group", group), reason, diedAfter, diedBefore, offset, limit);
    }

    /**
     * Only those that died for this reason.
     *
     * @param reason the reason; null for any
     * @return the filter with this condition
     */
    public DeadEventFilter reason(Reason reason) {
        return new DeadEventFilter(name, group, reason, diedAfter, diedBefore, offset, limit);
    }

    /**
     * Only those that died at a time of the database's clock or later.
     *
     * @param diedAfter the time; null or one before the year 1 for no such bound
     * @return the filter with this condition
     */
    public DeadEventFilter diedAfter(Instant diedAfter) {
        return new DeadEventFilter(name, group, reason, diedAfter, diedBefore, offset, limit);
    }

    /**
     * Only those that died before a time of the database's clock.
     *
     * @param diedBefore the time; null or one after the year 9999 for no such bound
     * @return the filter with this condition
     */
    public DeadEventFilter diedBefore(Instant diedBefore) {
        return new DeadEventFilter(name, group, reason, diedAfter, diedBefore, offset, limit);
    }

    /**
     * Leaves out the first ones of a list.
     *
     * @param offset how many
     * @return the filter of that page
     * @throws IllegalArgumentException if the offset is negative
     */
    public DeadEventFilter offset(int offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + ": it must be zero or more");
        }
        return new DeadEventFilter(name, group, reason, diedAfter, diedBefore, offset, limit);
    }

    /**
     * Lists at most this many.
     *
     * @param limit how many
     * @return the filter of that page
     * @throws IllegalArgumentException if the limit is less than one
     */
    public DeadEventFilter limit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be one or more");
        }
        return new DeadEventFilter(name, group, reason, diedAfter, diedBefore, offset, limit);
    }

    /** {@return the name, or null for any} */
    public String name() {
        return name;
    }

    /** {@return the group, or null for any} */
    public String group() {
        return group;
    }

    /** {@return the reason, or null for any} */
    public Reason reason() {
        return reason;
    }

    /** {@return the earliest time of death, or null for none} */
    public Instant diedAfter() {
        return diedAfter;
    }

    /** {@return the time before which it died, or null for none} */
    public Instant diedBefore() {
        return diedBefore;
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
