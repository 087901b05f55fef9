package io.onevent.bench;

import java.util.List;
import java.util.Map;

/**
 * What one contender reached in one round of a workload.
 *
 * @param figures one for each row of the workload
 * @param events how many events it was about
 * @param cost what the database did for them
 * @param asides what else it tells
 */
record Measured(List<Double> figures, long events, Cost cost, Map<Aside, Double> asides) {}
