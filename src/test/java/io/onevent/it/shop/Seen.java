package io.onevent.it.shop;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What handlers have seen, whether or not their transactions were committed. */
public final class Seen {

    private static final Map<String, Queue<Object>> SEEN = new ConcurrentHashMap<>();

    private Seen() {}

    public static void add(String what, Object value) {
        SEEN.computeIfAbsent(what, key -> new ConcurrentLinkedQueue<>()).add(String.valueOf(value));
    }

    public static List<Object> of(String what) {
        return List.copyOf(SEEN.getOrDefault(what, new ConcurrentLinkedQueue<>()));
    }
}
