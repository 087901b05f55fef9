package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The events whose row was met and could not be read or understood. From then on they are left out of what is taken, so
 * that they cost their neighbours nothing, until it is known what becomes of them. Safe for use by many threads.
 */
public final class Unread {

    /** More than that are met again and again: then what is wrong is not a row. */
    private static final int MOST = 10_000;

    /** Whether each was left where it is, because the database cannot bury it. */
    private final Map<UUID, Boolean> left = new LinkedHashMap<>();

    synchronized void met(UUID event) {
        if (left.size() < MOST) {
            left.putIfAbsent(event, false);
        }
    }

    /** All of them; those that were tried last are the last. */
    public synchronized Set<UUID> all() {
        return left.isEmpty() ? Set.of() : new LinkedHashSet<>(left.keySet());
    }

    /** Those of which it is not known yet what becomes of them. */
    public synchronized List<UUID> fresh() {
        List<UUID> fresh = new ArrayList<>();
        left.forEach((event, isLeft) -> {
            if (!isLeft) {
                fresh.add(event);
            }
        });
        return fresh;
    }

    /** This one stays where it is; false if that is known already. */
    public synchronized boolean leave(UUID event) {
        boolean isKnown = Boolean.TRUE.equals(left.remove(event));
        // At the end: all have their turn when they are tried again.
        left.put(event, true);
        return !isKnown;
    }

    /** This one is buried, gone, or can be read after all. */
    public synchronized void forget(UUID event) {
        left.remove(event);
    }
}
