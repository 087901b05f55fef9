package io.onevent.bench;

import io.onevent.bench.app.GroupOrder;
import java.util.List;

/** So many of OnEvent's events, stored while nothing is handled. */
record Stored(Kind kind, int events) {

    private static final String NOW = "clock_timestamp()";

    /** In an order like that of ids made one after another. */
    private static final String ID =
            "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' ||"
                    + " substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid";

    /** What becomes of events. */
    enum End {
        HANDLED,
        WAITING,
        EXPIRED
    }

    /** Kinds of events, in words of SQL in which n is the number of one, from zero to last. */
    enum Kind {
        PLAIN(End.HANDLED, BenchDatabase.payload(), "NULL", NOW, "NULL"),
        NUMBERED(End.HANDLED, BenchDatabase.orderedPayload("n"), "NULL", NOW, "NULL"),
        GROUPED(End.HANDLED, BenchDatabase.orderedPayload("n"), "'group-' || n % " + GroupOrder.GROUPS, NOW, "NULL"),
        TEN_GROUPS(End.HANDLED, BenchDatabase.payload(), "'ten-' || n % 10", NOW, "NULL"),
        /** Those of two groups whose first ones are not due. */
        BLOCKED(
                End.WAITING,
                BenchDatabase.payload(),
                "'blocked-' || n % 2",
                NOW + " + CASE WHEN n < 2 THEN interval '1 day' ELSE interval '0' END",
                "NULL"),
        /** Soon, but not before they and others are stored: sweeps would bury some meanwhile. */
        EXPIRED(End.EXPIRED, BenchDatabase.payload(), "NULL", NOW, "now() + last * interval '100 microseconds'"),
        LIVE(End.HANDLED, BenchDatabase.payload(), "NULL", NOW, NOW + " + interval '1 hour'");

        private final End end;
        private final String values;

        Kind(End end, String payload, String group, String due, String expiry) {
            this.end = end;
            this.values = String.join(", ", payload, group, due, expiry);
        }
    }

    /** How many of these have such an end. */
    static int count(List<Stored> stored, End end) {
        return stored.stream()
                .filter(some -> some.kind.end == end)
                .mapToInt(Stored::events)
                .sum();
    }

    /** The statement that stores them under a name. */
    String insert(String name) {
        return "INSERT INTO onevent_event (id, create_date, name, seq, payload, group_id, due_at, expired_at) SELECT "
                + ID
                + ", " + NOW + ", '" + name + "', nextval('onevent_event_seq'), " + kind.values
                + " FROM (SELECT generate_series(0, last) n, last FROM (VALUES (" + (events - 1) + ")) of (last)) one";
    }
}
