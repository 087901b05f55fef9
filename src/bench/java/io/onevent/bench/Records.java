package io.onevent.bench;

import io.onevent.bench.Workload.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What has been measured of each workload and contender, round by round. */
final class Records {

    private final Map<Workload, Map<Entry, Part>> parts = new LinkedHashMap<>();

    /** All rounds of one contender in one workload. */
    private static final class Part {
        private final String system;
        private final List<List<Measured>> rounds = new ArrayList<>();
        private List<Measured> counted;
        private List<Measured> flushes;

        private Part(String system) {
            this.system = system;
        }

        private <T> List<T> ofRounds(int row, Function<Measured, T> what) {
            return rounds.stream().map(round -> what.apply(round.get(row))).toList();
        }

        private List<Double> figures(int row) {
            return ofRounds(row, Measured::figure);
        }

        private Result.Notes notes(int row) {
            Map<Aside, List<Double>> asides = new EnumMap<>(Aside.class);
            ofRounds(row, Measured::asides)
                    .forEach(round ->
                            round.forEach((aside, value) -> asides.computeIfAbsent(aside, one -> new ArrayList<>())
                                    .add(value)));
            return new Result.Notes(
                    counted == null ? 0 : perEvent(counted.get(row), Cost::statements),
                    flushes == null ? 0 : perEvent(flushes.get(row), Cost::flushes),
                    Median.of(ofRounds(row, round -> perEvent(round, Cost::commits))),
                    Median.of(ofRounds(row, round -> perEvent(round, Cost::walBytes))),
                    asides);
        }
    }

    private static double perEvent(Measured measured, ToLongFunction<Cost> what) {
        return measured.events() == 0 ? 0 : (double) what.applyAsLong(measured.cost()) / measured.events();
    }

    /** The run in which statements were counted. */
    void counted(Workload workload, Entry entry, String system, List<Measured> rows) {
        part(workload, entry, system).counted = rows;
    }

    /** The run in which flushes were counted. */
    void flushed(Workload workload, Entry entry, String system, List<Measured> rows) {
        part(workload, entry, system).flushes = rows;
    }

    void round(Workload workload, Entry entry, String system, List<Measured> rows) {
        part(workload, entry, system).rounds.add(rows);
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
                for (Entry entry : workload.entries()) {
                    Part part = entries.get(entry);
                    results.add(result(workload, row, part, baseline(workload, entries, part, row)));
                }
            }
        });
        return results;
    }

    private static List<Double> baseline(Workload workload, Map<Entry, Part> entries, Part part, int row) {
        int own = workload.rows().indexOf(workload.baseline());
        if (own >= 0) {
            return part.figures(own);
        }
        return entries.values().stream()
                .filter(other -> other.system.equals(workload.baseline()))
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
                Collections.min(ratios),
                Collections.max(ratios),
                figures,
                part.notes(row));
    }
}
