package io.onevent.demo.shop;

import io.onevent.demo.shop.LatestRuns.Together;
import io.onevent.demo.shop.WaitingEvents.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up waiting events that were published together, down to the last one of them. */
final class Bursts {

    private Bursts() {}

    /** Those of which more than a few events wait. */
    static List<Together> of(List<Waiting> waiting) {
        return waiting.stream()
                .filter(line -> line.count() > 1)
                .map(Bursts::together)
                .toList();
    }

    private static Together together(Waiting waiting) {
        return new Together(waiting.name(), waiting.published());
    }

    /**
     * A line for each burst in place of its events, in which those are not counted that run already.
     *
     * @param bursts of which some events may wait or run
     */
    static List<Waiting> sumUp(List<Waiting> waiting, List<Run> running, Collection<Together> bursts) {
        Map<Object, Waiting> lines = new LinkedHashMap<>();
        for (Waiting each : waiting) {
            Together together = together(each);
            lines.merge(
                    bursts.contains(together) ? together : each.id(),
                    each,
                    (first, next) -> first.times(first.count() + next.count()));
        }
        List<Waiting> left = new ArrayList<>();
        for (Waiting line : lines.values()) {
            int runs = running.stream()
                    .filter(run ->
                            line.name().equals(run.name()) && line.published().equals(run.published()))
                    .filter(run ->
                            run.count() > 1 || line.count() > 1 || run.id().equals(line.id()))
                    .mapToInt(Run::count)
                    .sum();
            if (line.count() > runs) {
                left.add(line.times(line.count() - runs));
            }
        }
        return left;
    }
}
