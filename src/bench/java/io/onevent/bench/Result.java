package io.onevent.bench;

import java.util.List;
import java.util.Map;

/**
 * One figure of one system.
 *
 * @param median of the rounds
 * @param ratio the median of its ratios to the baseline of the same round
 * @param leastRatio the least of them
 * @param mostRatio the greatest of them
 * @param rounds the figure of each round
 * @param notes what else is printed about it
 */
record Result(
        String workload,
        String system,
        double median,
        String unit,
        double ratio,
        double leastRatio,
        double mostRatio,
        List<Double> rounds,
        Notes notes) {

    /**
     * What is printed only.
     *
     * @param statements per event, also BEGIN and COMMIT
     * @param flushes to disk, per event; zero where they are not counted
     * @param commits transactions that wrote, per event
     * @param walBytes per event
     * @param asides anything else, with its value of each round
     */
    record Notes(double statements, double flushes, double commits, double walBytes, Map<Aside, List<Double>> asides) {}
}
