package io.onevent;

import java.time.Instant;

/** Which processed events are meant. Immutable; every method returns a new object, all conditions must hold. */
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

    /** All processed events, the first 100 of them where a list is asked for. */
    public static ProcessedEventFilter all() {
        return new ProcessedEventFilter(null, null, null, null, 0, UNLIMITED);
    }

    /**
     * Only those of this name; null for any.
     *
     * @throws IllegalArgumentException if it holds the character U+0000, which no name does
     */
    public ProcessedEventFilter name(String name) {
        return new ProcessedEventFilter(storable("name", name), group, processedAfter, processedBefore, offset, limit);
    }

    /**
     * Only those of this group; null for any, also those without a group.
     *
     * @throws IllegalArgumentException if it holds the character U+0000, which no group does
     */
    public ProcessedEventFilter group(String group) {
        return new ProcessedEventFilter(name, storable("group", group), processedAfter, processedBefore, offset, limit);
    }

    /** Only those processed at this time of the database's clock or later; null or a time before the year 1 for no such bound. */
    public ProcessedEventFilter processedAfter(Instant processedAfter) {
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /** Only those processed before this time of the database's clock; null or a time after the year 9999 for no such bound. */
    public ProcessedEventFilter processedBefore(Instant processedBefore) {
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /**
     * Leaves out the first ones of a list.
     *
     * @throws IllegalArgumentException if it is negative
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
     * @throws IllegalArgumentException if it is less than one
     */
    public ProcessedEventFilter limit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be one or more");
        }
        return new ProcessedEventFilter(name, group, processedAfter, processedBefore, offset, limit);
    }

    /** The name, or null for any. */
    public String name() {
        return name;
    }

    /** The group, or null for any. */
    public String group() {
        return group;
    }

    /** The earliest time of the end, or null for none. */
    public Instant processedAfter() {
        return processedAfter;
    }

    /** The time before which it ended, or null for none. */
    public Instant processedBefore() {
        return processedBefore;
    }

    /** How many of a list are left out. */
    public int offset() {
        return offset;
    }

    /** How many are listed at most. */
    public int limit() {
        return limit == UNLIMITED ? DEFAULT_LIMIT : limit;
    }

    /** Whether an offset or a limit is set: then it is for a list, and what is done to all that it means refuses it. */
    public boolean isPage() {
        return offset > 0 || limit != UNLIMITED;
    }

    private static String storable(String what, String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds the character U+0000, which databases refuse");
        }
        return text;
    }
}
