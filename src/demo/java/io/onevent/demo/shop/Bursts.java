package io.onevent.demo.shop;

import io.onevent.demo.shop.LatestRuns.Together;
import io.onevent.demo.shop.WaitingEvents.Waiting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up waiting events that were published together, down to the last one of them. */
final class Bursts {

    private Bursts() {}

    /**
     * A line for each burst in place of its events, in which those are not counted that run already.
     *
     * @param known bursts of which some events have run
     */
    static List<Waiting> sumUp(List<Waiting> waiting, List<Run> running, List<Together> known) {
        Map<Object, Waiting> lines = new LinkedHashMap<>();
        for (Waiting each : waiting) {
            Together together = new Together(each.name(), each.published());
            lines.merge(
                    each.count() > 1 || known.contains(together) ? together : each.id(),
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
