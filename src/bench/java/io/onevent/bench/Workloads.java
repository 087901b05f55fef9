package io.onevent.bench;

import io.onevent.bench.Stored.Kind;
import io.onevent.bench.Workload.Entry;
import io.onevent.bench.Workload.Measuring;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Everything that is measured. */
final class Workloads {

    private static final String LIMIT = "limit";
    private static final List<Entry> EVERYBODY = List.of(Entry.LIMIT, Entry.SINGLE, Entry.DB_SCHEDULER, Entry.OUTBOX);

    private static final List<Entry> WITH_TRANSACTIONAL_EVENT =
            List.of(Entry.LIMIT, Entry.SINGLE, Entry.DB_SCHEDULER, Entry.OUTBOX, Entry.TRANSACTIONAL_EVENT);

    /** Each process compiles its code for itself, and that takes an application server long. */
    private static final int WARM_UPS = 10;

    /** A process that drains a quarter of the events claims fifty times: what happens so rarely is compiled late. */
    private static final int WARM_UPS_PER_PROCESS = 15;

    private Workloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        drain(
                all,
                "drain-tx",
                (measurement, contender, sizes) -> measurement.drainBesideBare(contender, sizes.drained(), 1));
        drain(all, "drain-notx", drain(Handling.NO_TRANSACTION));
        drain(all, "drain-row", WITH_TRANSACTIONAL_EVENT, drain(Handling.ROW));
        drain(all, "drain-row-batch", List.of(Entry.LIMIT, Entry.SINGLE), drain(Handling.ROW_BATCH));
        drain(all, "drain-row-shared", List.of(Entry.LIMIT, Entry.SINGLE), drain(Handling.ROW_SHARED));
        jpa(all, "", Entry.SINGLE);
        jpa(all, "-all", Entry.ALL);
        all.add(perSecond(
                "publish-1",
                WITH_TRANSACTIONAL_EVENT,
                (measurement, contender, sizes) ->
                        measurement.publish(contender, sizes.ones(), 1, sizes.handlesPublished())));
        all.add(perSecond(
                "publish-1000",
                EVERYBODY,
                (measurement, contender, sizes) -> measurement.publish(
                        contender, sizes.many(), sizes.perTransaction(), sizes.handlesPublished())));
        all.add(perSecond(
                List.of("publish-1-key", "publish-1-plain"),
                "publish-1-plain",
                List.of(Entry.SINGLE),
                1,
                (measurement, contender, sizes) -> measurement.publishKeyed(contender, sizes.ones())));
        all.add(new Workload(
                "latency",
                List.of("latency-p50", "latency-p99"),
                Workload.MILLIS,
                "db-scheduler",
                List.of(Entry.SINGLE, Entry.DB_SCHEDULER, Entry.OUTBOX),
                1,
                (measurement, contender, sizes) -> measurement.latency(contender, sizes.timed(), sizes.perSecond())));
        all.add(perSecond("wait-100ms", EVERYBODY, Measurement::waiting));
        backlog(all, "", Entry.SINGLE);
        backlog(all, "-all", Entry.ALL);
        own(all, "groups", OwnDrains::groups);
        own(all, "groups-blocked", OwnDrains::blockedGroups);
        own(all, "expired", OwnDrains::expired);
        own(all, "kept", OwnDrains::kept);
        own(all, "cleaning", OwnDrains::cleaning);
        heldSnapshot(all, "held-snapshot", Entry.SINGLE, Kind.PLAIN);
        heldSnapshot(all, "held-snapshot-groups", Entry.SINGLE, Kind.TEN_GROUPS);
        heldSnapshot(all, "held-snapshot-all", Entry.ALL, Kind.PLAIN);
        heldSnapshot(all, "held-snapshot-groups-all", Entry.ALL, Kind.TEN_GROUPS);
        for (int processes : new int[] {1, 2, 4}) {
            all.add(perSecond(
                    List.of("instances-" + processes),
                    LIMIT,
                    List.of(Entry.LIMIT, Entry.ALL),
                    WARM_UPS_PER_PROCESS * processes,
                    (measurement, contender, sizes) ->
                            measurement.drainBesideBare(contender, sizes.drained(), processes)));
        }
        return all;
    }

    /** What the server's tracing costs; they have a server of their own and are run only if they are named. */
    static List<Workload> traced() {
        List<Entry> entries = List.of(Entry.SINGLE, Entry.TRACED);
        return List.of(
                perSecond(
                        List.of("publish-1-traced"),
                        "onevent",
                        entries,
                        1,
                        (measurement, contender, sizes) -> measurement.publishTraced(contender, sizes.ones())),
                perSecond(List.of("drain-row-traced"), "onevent", entries, WARM_UPS, drain(Handling.ROW)));
    }

    private static Measuring drain(Handling handling) {
        return (measurement, contender, sizes) -> measurement.drain(contender, handling, sizes.drained());
    }

    private static void drain(List<Workload> all, String name, Measuring drain) {
        drain(all, name, EVERYBODY, drain);
    }

    private static void drain(List<Workload> all, String name, List<Entry> entries, Measuring drain) {
        all.add(perSecond(List.of(name), LIMIT, entries, WARM_UPS, drain));
        all.add(perSecond(List.of(name + "-all"), LIMIT, List.of(Entry.LIMIT, Entry.ALL), WARM_UPS, drain));
    }

    private static Workload perSecond(String name, List<Entry> entries, Measuring measuring) {
        return perSecond(List.of(name), LIMIT, entries, 1, measuring);
    }

    /** It is called as its first row is. */
    private static Workload perSecond(
            List<String> rows, String baseline, List<Entry> entries, int warmUps, Measuring measuring) {
        return new Workload(rows.get(0), rows, Workload.EVENTS_PER_SECOND, baseline, entries, warmUps, measuring);
    }

    private static void backlog(List<Workload> all, String suffix, Entry onEvent) {
        all.add(perSecond(
                List.of("drain-1m" + suffix, "drain-1m-end" + suffix),
                LIMIT,
                List.of(Entry.LIMIT, onEvent),
                1,
                Measurement::backlog));
    }

    /** A handler of many that uses JPA, beside one of one. */
    private static void jpa(List<Workload> all, String suffix, Entry onEvent) {
        String one = "drain-jpa" + suffix;
        all.add(perSecond(
                List.of("drain-jpa-batch" + suffix, one),
                one,
                List.of(onEvent),
                WARM_UPS,
                (measurement, contender, sizes) -> Stream.of(Handling.JPA_BATCH, Handling.JPA)
                        .flatMap(handling -> measurement.drain(contender, handling, sizes.drained()).stream())
                        .toList()));
    }

    private static void heldSnapshot(List<Workload> all, String name, Entry onEvent, Kind kind) {
        String before = name + "-before";
        all.add(perSecond(
                List.of(name, name + "-after", before), before, List.of(onEvent), 1, OwnDrains.heldSnapshot(kind)));
    }

    private static void own(List<Workload> all, String name, Measuring measuring) {
        own(all, name, "", Entry.SINGLE, measuring);
        own(all, name, "-all", Entry.ALL, measuring);
    }

    private static void own(List<Workload> all, String name, String suffix, Entry onEvent, Measuring measuring) {
        String plain = name + "-plain" + suffix;
        all.add(perSecond(List.of(name + suffix, plain), plain, List.of(onEvent), 1, measuring));
    }
}
