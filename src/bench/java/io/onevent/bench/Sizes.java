package io.onevent.bench;

import java.time.Duration;
import java.util.List;

/**
 * How large the workloads are.
 *
 * @param drained events of a drain
 * @param ones transactions of one event
 * @param many events of the transactions that hold {@link #perTransaction}
 * @param timed events whose latency is taken, at {@link #perSecond}
 * @param waiting handlers that wait
 * @param waitingWithConnection the same for a contender whose handlers hold one of 16 connections while they wait
 * @param pause how long they wait
 * @param backlog events of the long drain
 * @param edge how many of the first and of the last of them are looked at
 * @param kills of a server in a round
 * @param own of the workloads of OnEvent alone
 * @param warmUp events before the first round, of each workload and contender; zero for no warm-up
 * @param counted events of the run whose statements are counted; of few the servers' own, for leases and samples, are too large a part
 * @param serverOptions of the servers' JVMs
 * @param handlesPublished whether what was published to see how fast that is gets handled afterwards
 */
record Sizes(
        int drained,
        int ones,
        int many,
        int perTransaction,
        int timed,
        int perSecond,
        int waiting,
        int waitingWithConnection,
        Duration pause,
        int backlog,
        int edge,
        int kills,
        Own own,
        int warmUp,
        int counted,
        List<String> serverOptions,
        boolean handlesPublished) {

    /**
     * How many events there are of each kind.
     *
     * @param grouped of groups, and as many without
     * @param blocked of groups that wait
     * @param free of those beside them that do not
     * @param expired that have expired, and as many that have not
     * @param cleaned that were processed and are cleaned meanwhile
     * @param passing that pass while a snapshot is held
     */
    record Own(int grouped, int blocked, int free, int expired, int cleaned, int passing) {}

    /** What the published figures are measured with. */
    static Sizes full() {
        return new Sizes(
                20_000,
                20_000,
                200_000,
                1_000,
                2_000,
                200,
                20_000,
                2_000,
                Duration.ofMillis(100),
                1_000_000,
                20_000,
                Integer.getInteger("bench.kills", 4),
                new Own(10_000, 100_000, 50_000, 250_000, 500_000, 200_000),
                20_000,
                1_000,
                List.of(),
                false);
    }

    /** Just enough to see that everything works. */
    static Sizes small() {
        return new Sizes(
                300,
                300,
                300,
                100,
                100,
                200,
                300,
                100,
                Duration.ofMillis(20),
                1_000,
                200,
                1,
                new Own(500, 600, 300, 600, 5_000, 2_000),
                0,
                500,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                true);
    }

    /** The same before the first round: everything that runs in a process has been run, and is compiled. */
    Sizes forWarmUp() {
        return each(warmUp);
    }

    /** The same with few events: while statements are counted the database is slow. */
    Sizes forCounting() {
        return each(counted);
    }

    private Sizes each(int events) {
        int transactions = Math.max(1, events / perTransaction);
        return new Sizes(
                events,
                events,
                transactions * perTransaction,
                perTransaction,
                Math.min(timed, events),
                perSecond,
                Math.min(waiting, events),
                Math.min(waitingWithConnection, events / 4),
                pause,
                events,
                Math.min(edge, events / 2),
                kills,
                new Own(events, events, events, events, events, events),
                warmUp,
                counted,
                serverOptions,
                handlesPublished);
    }
}
