package io.onevent.bench;

import io.onevent.bench.Workload.Entry;
import java.util.List;

/**
 * OnEvent beside JMS with XA, on the same server. They are measured only if they are asked for: they need a WildFly, and its processes
 * would take processor time from the others.
 */
final class JmsWorkloads {

    private static final List<Entry> BOTH = List.of(Entry.JMS, Entry.WILDFLY);

    private JmsWorkloads() {}

    static List<Workload> all() {
        return List.of(
                perSecond(
                        "jms-publish",
                        BOTH,
                        (measurement, contender, sizes) -> measurement.publish(contender, sizes.ones(), 1, false)),
                perSecond(
                        "jms-row",
                        List.of(Entry.JMS, Entry.WILDFLY, Entry.WILDFLY_BATCH),
                        (measurement, contender, sizes) -> measurement.drain(contender, Handling.ROW, sizes.drained())),
                new Workload(
                        "jms-crash",
                        List.of("jms-crash", "jms-crash-longest"),
                        Workload.SECONDS,
                        JmsWithXa.SYSTEM,
                        BOTH,
                        0,
                        (measurement, contender, sizes) -> new Crashes((OnWildFly) contender, sizes).measure()));
    }

    private static Workload perSecond(String name, List<Entry> entries, Workload.Measuring measuring) {
        return new Workload(name, List.of(name), Workload.EVENTS_PER_SECOND, JmsWithXa.SYSTEM, entries, 1, measuring);
    }
}
