package io.onevent.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Takes events back that have not ended, in the thread's transaction. */
public final class Cancels {

    private final Jdbc jdbc;
    private final LockedRows rows;

    Cancels(Jdbc jdbc) {
        this.jdbc = jdbc;
        this.rows = new LockedRows("onevent_event", jdbc);
    }

    /** Deletes those that are still there; returns them. Waits for the ends that are being committed. */
    public List<Gone> cancel(Collection<UUID> ids) {
        return rows.lock(ids, "", gone -> {
            forgetKeys(gone);
            rows.delete(gone);
        });
    }

    /** As if they had not been published: another with the key of one is stored. */
    private void forgetKeys(List<Gone> gone) {
        List<Object[]> keys = new ArrayList<>();
        jdbc.query(
                "SELECT id, name, event_key FROM onevent_event WHERE event_key IS NOT NULL AND id IN "
                        + Jdbc.marks(gone.size()),
                result -> keys.add(
                        new Object[] {result.getString("name"), result.getString("event_key"), Jdbc.uuid(result, "id")
                        }),
                LockedRows.ids(gone));
        if (!keys.isEmpty()) {
            jdbc.batch("DELETE FROM onevent_key WHERE name = ? AND event_key = ? AND event_id = ?", keys);
        }
    }
}
