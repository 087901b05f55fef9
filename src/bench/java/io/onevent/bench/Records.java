package io.onevent.bench;

import io.onevent.bench.Workload.Entry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has been measured of each workload and contender, round by round. */
final class Records {

    private final Map<Workload, Map<Entry, Part>> parts = new LinkedHashMap<>();

    /** All rounds of one contender in one workload. */
    private static final class Part {
        private final String system;
        private final List<Measured> rounds = new ArrayList<>();
        private double statements;

        private Part(String system) {
            this.system = system;
        }

        private List<Double> figures(int row) {
            return rounds.stream().map(round -> round.figures().get(row)).toList();
        }

        private Result.Notes notes() {
            Map<Aside, List<Double>> asides = new EnumMap<>(Aside.class);
            rounds.forEach(round -> round.asides()
                    .forEach((aside, value) -> asides.computeIfAbsent(aside, one -> new ArrayList<>())
                            .add(value)));
            return new Result.Notes(
                    statements,
                    Median.of(rounds.stream()
                            .map(round -> perEvent(round.cost().commits(), round))
                            .toList()),
                    Median.of(rounds.stream()
                            .map(round -> perEvent(round.cost().walBytes(), round))
                            .toList()),
                    asides);
        }
    }

    private static double perEvent(long count, Measured measured) {
        return measured.events() == 0 ? 0 : (double) count / measured.events();
    }

    /** The run in which statements were counted. */
    void counted(Workload workload, Entry entry, String system, Measured measured) {
        part(workload, entry, system).statements = perEvent(measured.cost().statements(), measured);
    }

    void round(Workload workload, Entry entry, String system, Measured measured) {
        part(workload, entry, system).rounds.add(measured);
    }

    private Part part(Workload workload, Entry entry, String system) {
        return parts.computeIfAbsent(workload, one -> new LinkedHashMap<>())
                .computeIfAbsent(entry, one -> new Part(system));
    }

    /** One for each row and contender, in the order of the workloads. */
    List<Result> results() {
        List<Result> results = new ArrayList<>();
        parts.forEach((workload, entries) -> {
            for (int row = 0; row < workload.rows().size(); row++) {
                List<Double> baseline = baseline(workload, entries, row);
                for (Entry entry : workload.entries()) {
                    results.add(result(workload, row, entries.get(entry), baseline));
                }
            }
        });
        return results;
    }

    private static List<Double> baseline(Workload workload, Map<Entry, Part> entries, int row) {
        return entries.values().stream()
                .filter(part -> part.system.equals(workload.baseline()))
                .findFirst()
                .orElseThrow()
                .figures(row);
    }

    private static Result result(Workload workload, int row, Part part, List<Double> baseline) {
        List<Double> figures = part.figures(row);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < figures.size(); round++) {
            ratios.add(figures.get(round) / baseline.get(round));
        }
        return new Result(
                workload.rows().get(row),
                part.system,
                Median.of(figures),
                workload.unit(),
                Median.of(ratios),
                figures,
                part.notes());
    }
}
