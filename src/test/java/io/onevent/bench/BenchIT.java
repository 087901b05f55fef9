package io.onevent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.onevent.server.Folder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The benchmark with a few events: that it works, not how fast anything is. It ends with an error where an event is left. */
class BenchIT {

    private static final Path FOLDER = Folder.ofFork("bench");
    private static final int TOO_MANY_PROCESSES = 4;

    private static final Set<String> LIMIT_AND_ONEVENT = Set.of("limit", "onevent");
    private static final Set<String> WITH_TRANSACTIONAL_EVENT =
            Set.of("limit", "onevent", "db-scheduler", "transaction-outbox", "transactional-event");
    private static final Set<String> EVERYBODY = Set.of("limit", "onevent", "db-scheduler", "transaction-outbox");

    private static final List<String> OF_ONEVENT_ALONE = List.of(
            "groups",
            "groups-plain",
            "groups-all",
            "groups-plain-all",
            "groups-blocked",
            "groups-blocked-plain",
            "groups-blocked-all",
            "groups-blocked-plain-all",
            "expired",
            "expired-plain",
            "expired-all",
            "expired-plain-all",
            "kept",
            "kept-plain",
            "kept-all",
            "kept-plain-all",
            "cleaning",
            "cleaning-plain",
            "cleaning-all",
            "cleaning-plain-all",
            "publish-1-key",
            "publish-1-plain");

    private static List<Result> results;

    @BeforeAll
    static void runIt() throws IOException {
        Files.createDirectories(FOLDER);
        List<Workload> workloads = Workloads.all().stream()
                .filter(workload -> !workload.name().equals("instances-" + TOO_MANY_PROCESSES))
                .toList();
        try (PrintStream output =
                new PrintStream(Files.newOutputStream(FOLDER.resolve("output.txt")), true, StandardCharsets.UTF_8)) {
            results = new Benchmark(workloads, Sizes.small(), 1, FOLDER, output).run();
        }
    }

    @Test
    void every_workload_has_a_row_of_each_system() {
        for (String drain : List.of("drain-tx", "drain-notx", "publish-1000", "wait-100ms")) {
            assertThat(systemsOf(drain)).as(drain).isEqualTo(EVERYBODY);
        }
        for (String row : List.of("drain-row", "publish-1")) {
            assertThat(systemsOf(row)).as(row).isEqualTo(WITH_TRANSACTIONAL_EVENT);
        }
        for (String latency : List.of("latency-p50", "latency-p99")) {
            assertThat(systemsOf(latency))
                    .as(latency)
                    .isEqualTo(Set.of("onevent", "db-scheduler", "transaction-outbox"));
        }
        for (String own : List.of(
                "drain-tx-all",
                "drain-notx-all",
                "drain-row-all",
                "drain-row-batch",
                "drain-row-batch-all",
                "drain-row-shared",
                "drain-row-shared-all",
                "drain-1m",
                "drain-1m-end",
                "drain-1m-all",
                "drain-1m-end-all",
                "instances-1",
                "instances-2")) {
            assertThat(systemsOf(own)).as(own).isEqualTo(LIMIT_AND_ONEVENT);
        }
        for (String alone : OF_ONEVENT_ALONE) {
            assertThat(systemsOf(alone)).as(alone).isEqualTo(Set.of("onevent"));
        }
        for (String mode : List.of("", "-all")) {
            for (String alone : List.of("drain-jpa", "drain-jpa-batch", "held-snapshot", "held-snapshot-groups")) {
                assertThat(systemsOf(alone + mode)).as(alone + mode).isEqualTo(Set.of("onevent"));
            }
        }
    }

    @Test
    void what_onevent_does_alone_is_compared_with_its_own_plain_figure() {
        Map<String, Double> rates = results.stream()
                .filter(result -> OF_ONEVENT_ALONE.contains(result.workload()))
                .collect(Collectors.toMap(Result::workload, result -> result.median() / result.ratio()));
        assertThat(rates).hasSameSizeAs(OF_ONEVENT_ALONE);
        for (String name : List.of("groups", "groups-blocked", "expired", "kept", "cleaning")) {
            for (String mode : List.of("", "-all")) {
                assertThat(rates.get(name + mode)).isCloseTo(rates.get(name + "-plain" + mode), withinPercentage(0.1));
            }
        }
        assertThat(rates.get("publish-1-key")).isCloseTo(rates.get("publish-1-plain"), withinPercentage(0.1));
    }

    @Test
    void every_figure_is_positive() {
        assertThat(results).allSatisfy(result -> {
            assertThat(result.median()).isPositive();
            assertThat(result.ratio()).isPositive();
            assertThat(result.rounds()).hasSize(1);
        });
    }

    @Test
    void every_event_was_handled_once() {
        assertThat(results).allSatisfy(result -> assertThat(result.notes().asides())
                .doesNotContainKeys(Aside.SURPLUS_RUNS, Aside.SURPLUS_ROWS));
    }

    @Test
    void transactional_drains_are_shown_beside_bare_transactions_of_the_servers() {
        List<String> transactional = List.of("drain-tx", "drain-tx-all", "instances-1", "instances-2");
        assertThat(results.stream()
                        .filter(result -> transactional.contains(result.workload())
                                && result.system().equals("onevent")))
                .hasSameSizeAs(transactional)
                .allSatisfy(result -> assertThat(result.notes().asides().get(Aside.BARE))
                        .singleElement()
                        .satisfies(rate -> assertThat(rate).isPositive()));
    }

    @Test
    void the_statements_of_every_system_were_counted() {
        assertThat(results.stream()
                        .filter(result -> !(result.workload().startsWith("wait")
                                && result.system().equals("limit")))
                        .filter(result -> !result.workload().startsWith("held-snapshot")))
                .allSatisfy(result -> assertThat(result.notes().statements()).isPositive());
    }

    @Test
    void an_event_whose_handler_does_nothing_costs_a_transaction_with_a_delete() {
        for (String mode : List.of("", "-all")) {
            double beginInsertDeleteAndCommit = statements("drain-row" + mode);
            assertThat(statements("drain-tx" + mode))
                    .as("begin, delete and commit")
                    .isCloseTo(beginInsertDeleteAndCommit - 1, within(0.5));
        }
    }

    @Test
    void many_events_of_one_call_or_one_transaction_share_what_a_transaction_costs() {
        for (String mode : List.of("", "-all")) {
            double oneByOne = statements("drain-row" + mode);
            assertThat(statements("drain-row-shared" + mode)).isLessThan(oneByOne - 1);
            assertThat(statements("drain-row-batch" + mode)).isLessThan(oneByOne - 1);
            assertThat(statements("drain-jpa-batch" + mode)).isLessThan(statements("drain-jpa" + mode) - 1);
        }
    }

    private static double statements(String workload) {
        return results.stream()
                .filter(result ->
                        result.workload().equals(workload) && result.system().equals("onevent"))
                .findFirst()
                .orElseThrow()
                .notes()
                .statements();
    }

    @Test
    void the_file_has_the_same_results() throws IOException {
        try (var reader = Json.createReader(Files.newBufferedReader(FOLDER.resolve("results.json")))) {
            List<JsonObject> rows = reader.readArray().getValuesAs(JsonObject.class);
            assertThat(rows).hasSameSizeAs(results);
            assertThat(rows).allSatisfy(row -> assertThat(row.keySet())
                    .containsExactly("workload", "system", "median", "unit", "ratio", "rounds"));
        }
    }

    private static Set<String> systemsOf(String workload) {
        return results.stream()
                .filter(result -> result.workload().equals(workload))
                .map(Result::system)
                .collect(Collectors.toSet());
    }
}
