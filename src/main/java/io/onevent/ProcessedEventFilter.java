package io.onevent;

import java.time.Instant;

/**
 * Which processed events are meant. Immutable, and safe for use by many threads; every method with a parameter returns
 * a new object and leaves this one as it was; all conditions must hold.
 */
public final class ProcessedEventFilter {

    private static final int DEFAULT_LIMIT = 100;
    private static final int UNLIMITED = 0;

    private final String name;
    private final String group;
    private final Instant processedAfter;
    private final Instant processedBefore;
    private final int offset;
    private final int limit;

    private ProcessedEventFilter(
            String name, String group, Instant processedAfter, Instant processedBefore, int offset, int limit) {
        this.name = name;
        this.group = group;
        this.processedAfter = processedAfter;
        this.processedBefore = processedBefore;
        this.offset = offset;
        this.limit = limit;
    }

    /**
     * All processed events, the first 100 of them where a list is asked for.
     *
     * @return a filter without conditions
     */
    public static ProcessedEventFilter all() {
        return new ProcessedEventFilter(null, null, null, null, 0, UNLIMITED);
    }

    /**
     * Only those of this name.
     *
     * @param name compared exactly; null for any
     * @return the filter with this condition, in place of one on the name that it had
     * @throws IllegalArgumentException if the name holds the character U+0000, which no name does
     */
    public ProcessedEventFilter name(String name) {
        return new ProcessedEventFilter(
                FilterText.storable("name", name), group, processedAfter, processedBefore, offset, limit);
    }

    /**
     * Only those of this group.
     *
     * @param group compared exactly; null for any, also those without a group
     * @return the filter with this condition, in place of one on the group that it had
     * @throws IllegalArgumentException if the group holds the character U+0000, which no group does
     */
    public ProcessedEventFilter group(String group) {
        return new ProcessedEventFilter(
                name, FilterText.storable("group", group), processedAfter, processedBefore, offset, limit);
    }

    /**
     * Only those that were processed at a time of the database's clock or later.
     *
     * @param processedAfter the time; null or one before the year 1 for no such bound
     * @return the filter with this condition
     */
    public ProcessedEventFilter processedAfter(Instant processedAfter) {
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /**
     * Only those that were processed before a time of the database's clock.
     *
     * @param processedBefore the time; null or one after the year 9999 for no such bound
     * @return the filter with this condition
     */
    public ProcessedEventFilter processedBefore(Instant processedBefore) {
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /**
     * Leaves out the first ones of a list.
     *
     * @param offset how many
     * @return the filter of that page
     * @throws IllegalArgumentException if the offset is negative
     */
    public ProcessedEventFilter offset(int offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + ": it must be zero or more");
        }
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /**
     * Lists at most this many.
     *
     * @param limit how many
     * @return the filter of that page
     * @throws IllegalArgumentException if the limit is less than one
     */
    public ProcessedEventFilter limit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be one or more");
        }
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /** {@return the name, or null for any} */
    public String name() {
        return name;
    }

    /** {@return the group, or null for any} */
    public String group() {
        return group;
    }

    /** {@return the earliest time of the end, or null for none} */
    public Instant processedAfter() {
        return processedAfter;
    }

    /** {@return the time before which it ended, or null for none} */
    public Instant processedBefore() {
        return processedBefore;
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
