package io.onevent.internal.config;

import java.util.Map;

/**
 * How many events of a name are handled together, where that is configured.
 *
 * @param batchByName at most so many by one call of a handler that takes lists
 * @param perTransactionByName at most so many one after another in one transaction
 */
public record Batching(Map<String, Integer> batchByName, Map<String, Integer> perTransactionByName) {

    public static final Batching NONE = new Batching(Map.of(), Map.of());
}
