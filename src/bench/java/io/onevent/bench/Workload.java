package io.onevent.bench;

import java.util.List;

/**
 * Something that is measured of several contenders.
 *
 * @param name by which it is chosen
 * @param rows the names of its figures in the results
 * @param unit of all its figures
 * @param baseline the system or the row whose figure of the same round the others are divided by
 * @param entries who takes part
 * @param warmUps how often servers run it before the first round
 */
record Workload(
        String name,
        List<String> rows,
        String unit,
        String baseline,
        List<Entry> entries,
        int warmUps,
        Measuring measuring) {

    static final String EVENTS_PER_SECOND = "events/s";
    static final String MILLIS = "ms";
    static final String SECONDS = "s";

    /** How the results call OnEvent as it was in another JAR. */
    static final String BEFORE = "onevent-before";

    /** Who takes part in a workload. */
    enum Entry {
        LIMIT,
        SINGLE,
        ALL,
        SINGLE_BEFORE,
        ALL_BEFORE,
        TRACED,
        DB_SCHEDULER,
        OUTBOX,
        TRANSACTIONAL_EVENT,
        JMS,
        WILDFLY,
        WILDFLY_BATCH
    }

    /** How a contender is measured: one for each row. */
    @FunctionalInterface
    interface Measuring {

        List<Measured> measure(Measurement measurement, Contender contender, Sizes sizes);
    }

    /** The same of OnEvent beside itself as it was before. */
    Workload againstBefore() {
        List<Entry> both = entries.contains(Entry.SINGLE)
                ? List.of(Entry.SINGLE, Entry.SINGLE_BEFORE)
                : List.of(Entry.ALL, Entry.ALL_BEFORE);
        return new Workload(name, rows, unit, BEFORE, both, warmUps, measuring);
    }

    /** Whether it is about how fast events go, and not about how long something takes. */
    boolean isSpeed() {
        return unit.equals(EVENTS_PER_SECOND);
    }

    /** Whether this name chooses it: its own, or one of its rows'. */
    boolean isCalled(String wanted) {
        return name.equals(wanted) || rows.contains(wanted);
    }
}
