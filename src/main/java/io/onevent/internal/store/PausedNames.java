package io.onevent.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The names of which nothing starts: held by an operator until they are resumed or their time is over, or broken off
 * after failed runs until an event of them was processed as a probe. A small table, one row per name.
 */
public final class PausedNames {

    private static final String BROKEN = " WHERE name = ? AND broken <> 0";

    private final Jdbc jdbc;
    private final Dialect dialect;
    private final String hold;
    private final String breakOff;

    PausedNames(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
        String values =
                "INSERT INTO onevent_paused_name (name, since, paused_until, broken) VALUES (?, " + dialect.clock;
        String end = ", paused_until = %1$spaused_until%2$s, broken = 0, prober = NULL";
        String held = values + ", " + dialect.time + ", 0)";
        if (dialect == Dialect.POSTGRESQL) {
            hold = held + " ON CONFLICT (name) DO UPDATE SET since = excluded.since" + end.formatted("excluded.", "");
        } else if (dialect == Dialect.MARIADB) {
            hold = held + " ON DUPLICATE KEY UPDATE since = VALUES(since)" + end.formatted("VALUES(", ")");
        } else {
            hold = "MERGE INTO onevent_paused_name (name, since, paused_until, broken, prober) KEY (name) VALUES (?, "
                    + dialect.clock + ", " + dialect.time + ", 0, NULL)";
        }
        breakOff = values + ", " + dialect.afterMillis + ", 1)";
    }

    /**
     * A name of which nothing starts.
     *
     * @param until when its time is over, or null for when it is resumed
     * @param left how long that is from now, negative where the time is over, or null for no end
     * @param broken whether that is because of failed runs
     */
    public record Held(String name, Instant since, Instant until, Duration left, boolean broken) {

        /** Whether its time is over: what an operator has held goes on then, what broke waits for its probe. */
        public boolean isOver() {
            return left != null && (left.isZero() || left.isNegative());
        }

        /** Whether nothing of it starts but perhaps a probe. */
        public boolean holds() {
            return broken || !isOver();
        }
    }

    /** All of them, in the order of their names; somebody may have written one by hand. */
    public List<Held> read() {
        return jdbc.query(
                "SELECT name, since, paused_until, broken, "
                        + dialect.seconds(dialect.clock, "paused_until")
                        + " AS seconds FROM onevent_paused_name ORDER BY name",
                result -> {
                    double seconds = result.getDouble("seconds");
                    Duration left = result.wasNull() ? null : Duration.ofMillis(Math.round(1_000 * seconds));
                    return new Held(
                            result.getString("name"),
                            jdbc.instant(result, "since"),
                            jdbc.instant(result, "paused_until"),
                            left,
                            result.getInt("broken") != 0);
                });
    }

    /**
     * Holds a name, whatever it was held by before. Primary key, one row; waits for others that write it.
     *
     * @param until when that is over, or null for when it is resumed
     */
    public void hold(String name, Instant until) {
        jdbc.update(hold, name, until);
    }

    /** Lets a name go on, whatever it was held by. Primary key, one row. */
    public void resume(String name) {
        jdbc.update("DELETE FROM onevent_paused_name WHERE name = ?", name);
    }

    /** Lets a name go on that an operator has held; one that broke stays as it is. */
    public void resumeHeld(String name) {
        jdbc.update("DELETE FROM onevent_paused_name WHERE name = ? AND broken = 0", name);
    }

    /** Forgets that an operator has held a name, if the time for that is over. */
    public void forgetOver(String name) {
        jdbc.update(
                "DELETE FROM onevent_paused_name WHERE name = ? AND broken = 0 AND paused_until <= " + dialect.clock,
                name);
    }

    /**
     * Breaks a name off for so long; false if it is held already, by whomever. Fails if another instance was faster.
     */
    public boolean breakOff(String name, Duration time) {
        if (jdbc.finds("SELECT 1 FROM onevent_paused_name WHERE name = ?", name)) {
            return false;
        }
        return jdbc.update(breakOff, name, time.toMillis()) == 1;
    }

    /**
     * Lets an instance start one event of a name that broke, within so long, if the time before that is over and no
     * other instance was faster. Primary key, one row.
     */
    public boolean claimProbe(String name, UUID instance, Duration time) {
        return jdbc.update(
                        "UPDATE onevent_paused_name SET prober = ?, paused_until = " + dialect.afterMillis + BROKEN
                                + " AND (paused_until IS NULL OR paused_until <= " + dialect.clock + ")",
                        instance,
                        time.toMillis(),
                        name)
                == 1;
    }

    /** Holds a name that broke for so long again, if this instance is its prober. Primary key, one row. */
    public boolean putOff(String name, UUID prober, Duration time) {
        return jdbc.update(
                        "UPDATE onevent_paused_name SET paused_until = " + dialect.afterMillis + BROKEN
                                + " AND prober = ?",
                        time.toMillis(),
                        name,
                        prober)
                == 1;
    }

    /** Lets a name go on that broke, if this instance is its prober. Primary key, one row. */
    public boolean close(String name, UUID prober) {
        return jdbc.update("DELETE FROM onevent_paused_name" + BROKEN + " AND prober = ?", name, prober) == 1;
    }
}
