package io.onevent.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one contender reached in one round of a workload, for one of its rows.
 *
 * @param figure what the row is about
 * @param events how many events it was about
 * @param cost what the database did for them
 * @param asides what else it tells
 */
record Measured(double figure, long events, Cost cost, Map<Aside, Double> asides) {

    /** Several rows about the same events. */
    static List<Measured> rows(long events, Cost cost, Map<Aside, Double> asides, double... figures) {
        return Arrays.stream(figures)
                .mapToObj(figure -> new Measured(figure, events, cost, asides))
                .toList();
    }
}
