package io.onevent.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows the results: as a table to read and as a file to compute with. */
final class Report {

    private static final String LINE = "%-24s %-19s %10s %-9s %6s %11s %10s %8s %8s %8s  %s%n";

    private static final String ON_EVENT = "onevent";

    private final List<Result> results;

    Report(List<Result> results) {
        this.results = results;
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(
                LINE,
                "workload",
                "system",
                "median",
                "unit",
                "ratio",
                "least..most",
                "statements",
                "flushes",
                "commits",
                "WAL B",
                "notes (statements, flushes, commits and bytes are per event)"));
        for (Result result : results) {
            table.append(String.format(
                    LINE,
                    result.workload(),
                    result.system(),
                    number(result.median()),
                    result.unit(),
                    String.format(Locale.ROOT, "%.2f", result.ratio()),
                    String.format(Locale.ROOT, "%.2f..%.2f", result.leastRatio(), result.mostRatio()),
                    cost(result.notes().statements()),
                    cost(result.notes().flushes()),
                    cost(result.notes().commits()),
                    cost(result.notes().walBytes()),
                    String.join("; ", remarks(result))));
        }
        return table.toString();
    }

    /** A drain by several processes is told as a part of the one by a single process too. */
    private List<String> remarks(Result result) {
        List<String> remarks = new ArrayList<>();
        result.notes().asides().forEach((aside, rounds) -> remarks.add(aside.say(rounds)));
        if (result.system().equals(ON_EVENT) && result.workload().matches("instances-[24]")) {
            results.stream()
                    .filter(other -> other.workload().equals("instances-1")
                            && other.system().equals(ON_EVENT))
                    .findFirst()
                    .ifPresent(one -> remarks.add(String.format(
                            Locale.ROOT,
                            "%.2f of one process, bare %.2f",
                            ofSameRounds(result.rounds(), one.rounds()),
                            ofSameRounds(bare(result), bare(one)))));
        }
        return remarks;
    }

    private static List<Double> bare(Result result) {
        return result.notes().asides().get(Aside.BARE);
    }

    private static double ofSameRounds(List<Double> these, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < these.size(); round++) {
            ratios.add(these.get(round) / others.get(round));
        }
        return Median.of(ratios);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.2f" : "%,.0f", number);
    }

    private static String cost(double perEvent) {
        return perEvent == 0 ? "-" : String.format(Locale.ROOT, perEvent < 100 ? "%.2f" : "%.0f", perEvent);
    }

    /** A list of objects with workload, system, median, unit, ratio and rounds. */
    void write(Path file) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (Result result : results) {
            list.add(Json.createObjectBuilder()
                    .add("workload", result.workload())
                    .add("system", result.system())
                    .add("median", result.median())
                    .add("unit", result.unit())
                    .add("ratio", result.ratio())
                    .add("rounds", Json.createArrayBuilder(result.rounds())));
        }
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(Files.newBufferedWriter(file))) {
            writer.writeArray(list.build());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
