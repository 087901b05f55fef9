package io.onevent.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one row that says whether all instances pause. */
public final class PauseTable {

    private final Jdbc jdbc;
    private final Dialect dialect;

    PauseTable(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /**
     * Since when all pause, or empty if they do not. Somebody may have written it by hand: any number but 0, and no
     * time.
     */
    public Optional<Instant> since() {
        List<Instant> since = jdbc.query(
                "SELECT coalesce(since, CURRENT_TIMESTAMP) AS since FROM onevent_pause WHERE id = 1 AND paused <> 0",
                result -> jdbc.instant(result, "since"));
        return since.isEmpty() ? Optional.empty() : Optional.of(since.get(0));
    }

    /** Lets all pause, if they do not already; also where somebody has deleted the row. */
    public void pause() {
        if (!jdbc.finds("SELECT id FROM onevent_pause WHERE id = 1")) {
            jdbc.update("INSERT INTO onevent_pause (id, paused) VALUES (1, 0)");
        }
        jdbc.update("UPDATE onevent_pause SET paused = 1, since = " + dialect.clock + " WHERE id = 1 AND paused = 0");
    }

    /** Lets all go on. */
    public void resume() {
        jdbc.update("UPDATE onevent_pause SET paused = 0, since = NULL WHERE id = 1 AND paused <> 0");
    }
}
