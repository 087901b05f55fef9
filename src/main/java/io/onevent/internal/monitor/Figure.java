package io.onevent.internal.monitor;

import static io.onevent.internal.monitor.Figure.Unit.COUNT;
import static io.onevent.internal.monitor.Figure.Unit.SECONDS;

/** What is shown in metrics, by whichever API. */
enum Figure {
    PUBLISHED("published", COUNT, "Events that were committed by this instance, since it started"),
    RUNS("runs", COUNT, "Runs of events on this instance, by how they ended"),
    RUN("run", SECONDS, "How long the handlers of an event take"),
    START_DELAY("start_delay", SECONDS, "From when an event was due to when a run of it started"),
    START_SLACK("start_slack", SECONDS, "How long before its expiry an event was started"),
    RUNNING("running", COUNT, "Events that run on this instance"),
    LONGEST_RUN("longest_run", SECONDS, "For how long the longest run now under way on this instance has run"),
    OVERDUE("overdue", COUNT, "Handlers on this instance that react neither to their time-out nor to an interrupt"),
    WAITING("waiting", COUNT, "Events that wait, of the whole table and equal on all instances"),
    OLDEST_WAITING(
            "oldest_waiting",
            SECONDS,
            "For how long the oldest waiting event has been due, of the whole table but for what other instances have taken"),
    PAUSED("paused", COUNT, "1 while no event of the name starts, else 0; equal on all instances"),
    DEAD("dead", COUNT, "Dead events, of the whole table and equal on all instances"),
    UNHANDLED(
            "unhandled",
            COUNT,
            "Events that wait and whose name no live instance handles, of the whole table and equal on all instances");

    enum Unit {
        COUNT,
        SECONDS
    }

    /** Its words, below the library's own name: each API joins them as its convention is, and appends the unit. */
    final String words;

    final Unit unit;
    final String description;

    Figure(String words, Unit unit, String description) {
        this.words = words;
        this.unit = unit;
        this.description = description;
    }
}
