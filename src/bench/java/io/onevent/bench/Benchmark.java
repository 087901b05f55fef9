package io.onevent.bench;

import io.onevent.bench.Workload.Entry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Measures all workloads, or those of {@code -Dbench.workloads}, in {@code -Dbench.rounds} interleaved rounds.
 *
 * <p>{@code mvn -Pbench verify} builds everything and calls it.
 */
public final class Benchmark {

    /** Peers that log each event would be slowed by it. */
    private static final Logger ALL_LOGS = Logger.getLogger("");

    private final List<Workload> workloads;
    private final Sizes sizes;
    private final int rounds;
    private final Path folder;
    private final PrintStream output;
    private final Records records = new Records();
    private final long start = System.nanoTime();

    /** @param folder for the database, the servers, their logs and the results */
    Benchmark(List<Workload> workloads, Sizes sizes, int rounds, Path folder, PrintStream output) {
        this.workloads = workloads;
        this.sizes = sizes;
        this.rounds = rounds;
        this.folder = folder;
        this.output = output;
    }

    /** Runs all rounds; the results of those that have ended are in {@code results.json} and in the table that is printed. */
    public static void main(String[] arguments) throws IOException {
        ALL_LOGS.setLevel(Level.WARNING);
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        new Benchmark(
                        chosen(System.getProperty("bench.workloads", "")),
                        Sizes.full(),
                        Integer.getInteger("bench.rounds", 5),
                        folder,
                        System.out)
                .run();
        // The peers leave threads behind.
        System.exit(0);
    }

    /** The workloads with these names, separated by commas; all for none. */
    static List<Workload> chosen(String names) {
        if (!System.getProperty("bench.before", "").isBlank()) {
            return chosen(
                    names, Workloads.all().stream().map(Workload::againstBefore).toList());
        }
        if (names.isBlank()) {
            return Workloads.all();
        }
        return chosen(
                names,
                Stream.of(Workloads.all(), Workloads.traced(), JmsWorkloads.all())
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Workload> chosen(String names, List<Workload> all) {
        if (names.isBlank()) {
            return all;
        }
        List<Workload> chosen = new ArrayList<>();
        for (String name : names.split(",")) {
            Workload workload = all.stream()
                    .filter(one -> one.isCalled(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no workload " + name + ", only "
                            + all.stream().map(Workload::name).toList()));
            if (!chosen.contains(workload)) {
                chosen.add(workload);
            }
        }
        return chosen;
    }

    List<Result> run() {
        Set<Entry> entries = new LinkedHashSet<>();
        workloads.forEach(workload -> entries.addAll(workload.entries()));
        say("starting the database and the servers");
        try (Contenders contenders = Contenders.start(entries, folder, sizes)) {
            entries.stream()
                    .map(contenders::of)
                    .filter(contender -> !contender.remark().isEmpty())
                    .forEach(contender -> say(contender.system() + ": " + contender.remark()));
            if (sizes.warmUp() > 0) {
                workloads.forEach(workload -> warmUp(workload, contenders));
            }
            contenders.measurement().countingStatements(() -> workloads.stream()
                    .filter(workload -> workload.warmUps() > 0)
                    .forEach(workload -> countStatements(workload, contenders)));
            countFlushes(contenders);
            for (int round = 0; round < rounds; round++) {
                for (Workload workload : workloads) {
                    measure(workload, contenders, round);
                }
                report();
            }
            return records.results();
        }
    }

    private void warmUp(Workload workload, Contenders contenders) {
        for (Entry entry : workload.entries()) {
            Contender contender = contenders.of(entry);
            say("warming up " + workload.name() + " of " + contender.system());
            int times = entry == Entry.LIMIT ? 1 : workload.warmUps();
            for (int i = 0; i < times; i++) {
                workload.measuring().measure(contenders.measurement(), contender, sizes.forWarmUp());
            }
        }
    }

    private void countStatements(Workload workload, Contenders contenders) {
        say("counting statements of " + workload.name());
        for (Entry entry : workload.entries()) {
            Contender contender = contenders.of(entry);
            List<Measured> counted =
                    workload.measuring().measure(contenders.measurement(), contender, sizes.forCounting());
            records.counted(workload, entry, contender.system(), counted);
        }
    }

    /** Of those beside which another system has a log of its own. */
    private void countFlushes(Contenders contenders) {
        if (!Flushes.canBeCounted()) {
            return;
        }
        for (Workload workload : workloads) {
            if (workload.isSpeed() && workload.entries().contains(Entry.JMS)) {
                say("counting flushes of " + workload.name());
                for (Entry entry : workload.entries()) {
                    Contender contender = contenders.of(entry);
                    contenders
                            .measurement()
                            .countingFlushes(
                                    contender,
                                    () -> records.flushed(
                                            workload,
                                            entry,
                                            contender.system(),
                                            workload.measuring()
                                                    .measure(
                                                            contenders.measurement(), contender, sizes.forCounting())));
                }
            }
        }
    }

    /** Whoever is first in one round is last in the next: the machine may change while the round lasts. */
    private void measure(Workload workload, Contenders contenders, int round) {
        List<Entry> order = new ArrayList<>(workload.entries());
        Collections.rotate(order, -round);
        for (Entry entry : order) {
            Contender contender = contenders.of(entry);
            List<Measured> measured = workload.measuring().measure(contenders.measurement(), contender, sizes);
            records.round(workload, entry, contender.system(), measured);
            for (int row = 0; row < measured.size(); row++) {
                say(String.format(
                        Locale.ROOT,
                        "round %d of %d: %s, %s: %.2f %s %s",
                        round + 1,
                        rounds,
                        workload.rows().get(row),
                        contender.system(),
                        measured.get(row).figure(),
                        workload.unit(),
                        measured.get(row).asides()));
            }
        }
    }

    private void report() {
        Report report = new Report(records.results());
        report.write(folder.resolve("results.json"));
        output.println(report.table());
    }

    private void say(String what) {
        output.println("bench " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s: " + what);
    }
}
