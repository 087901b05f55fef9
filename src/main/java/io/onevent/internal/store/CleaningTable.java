package io.onevent.internal.store;

import java.time.Duration;
import java.util.List;

/** Deletes what has been kept for long enough, in the thread's transaction. */
public final class CleaningTable {

    private final Jdbc jdbc;
    private final Dialect dialect;

    CleaningTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** Whether this transaction may clean: then no other may until its end. One row. */
    public boolean lock() {
        return jdbc.finds("SELECT id FROM onevent_cleaning WHERE id = 1 FOR UPDATE SKIP LOCKED");
    }

    /**
     * Deletes at most so many processed events of a name; returns how many. The index
     * onevent_processed_event_latest_of_name.
     */
    public int cleanProcessed(String name, Duration keep, int most) {
        return clean("onevent_processed_event", "name = ? AND processed_date", "processed_date", name, keep, most);
    }

    /** The same of dead events, but for those that park a group. The index onevent_dead_event_latest_of_name. */
    public int cleanDead(String name, Duration keep, int most) {
        return clean("onevent_dead_event", "name = ? AND parks = 0 AND last_failure", "last_failure", name, keep, most);
    }

    /**
     * Deletes at most so many remembered keys that nobody keeps any more; returns how many. What is being published is
     * left. The index onevent_key_kept_until.
     */
    public int cleanKeys(int most) {
        List<Object[]> old = jdbc.query(
                "SELECT name, event_key FROM onevent_key WHERE kept_until < " + dialect.clock
                        + " ORDER BY kept_until LIMIT " + most + " FOR UPDATE SKIP LOCKED",
                result -> new Object[] {result.getString("name"), result.getString("event_key")});
        if (!old.isEmpty()) {
            jdbc.batch("DELETE FROM onevent_key WHERE name = ? AND event_key = ?", old);
        }
        return old.size();
    }

    /** Deletes at most so much of what was noted of operators; returns how much. The index onevent_audit_done_at. */
    public int cleanAudit(Duration keep, int most) {
        List<Object[]> old = jdbc.query(
                "SELECT id FROM onevent_audit WHERE done_at < " + dialect.afterMillis + " ORDER BY done_at LIMIT "
                        + most,
                result -> new Object[] {Jdbc.uuid(result, "id")},
                -keep.toMillis());
        if (!old.isEmpty()) {
            jdbc.batch("DELETE FROM onevent_audit WHERE id = ?", old);
        }
        return old.size();
    }

    /**
     * PostgreSQL takes the ids as an array, or it might join the whole table with them; MariaDB takes a limit only in a
     * table; H2 would look for the ids anew for each row of the table.
     */
    private int clean(String table, String condition, String order, String name, Duration keep, int most) {
        String old = " WHERE " + condition + " < " + dialect.afterMillis;
        String limit = " LIMIT " + most;
        String ids = "(SELECT id FROM " + table + old + " ORDER BY " + order + limit + ")";
        String oldest = old + limit;
        if (dialect == Dialect.POSTGRESQL) {
            oldest = " WHERE id = ANY(ARRAY" + ids + ")";
        } else if (dialect == Dialect.MARIADB) {
            oldest = " WHERE id IN (SELECT id FROM " + ids + " oldest)";
        }
        return jdbc.update("DELETE FROM " + table + oldest, name, -keep.toMillis());
    }
}
