package io.onevent.bench;

import java.util.List;

/**
 * What one contender reached in one round of a workload.
 *
 * @param figures one for each row of the workload
 * @param events how many events it was about
 * @param cost what the database did for them
 * @param notes anything else worth telling
 */
record Measured(List<Double> figures, long events, Cost cost, List<String> notes) {}
