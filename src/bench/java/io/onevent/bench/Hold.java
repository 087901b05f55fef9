package io.onevent.bench;

import io.onevent.bench.app.Pace;
import java.time.Duration;

/** Keeps events of a name from being handled while they are stored: for so long an instance that does not exist leads the name. */
final class Hold {

    private static final String NOBODY = "'00000000-0000-7000-8000-000000000000'";
    private static final Duration KNOWN_TO_ALL = Duration.ofMillis(1500);

    private Hold() {}

    static void on(BenchDatabase database, String eventName) {
        database.execute("INSERT INTO onevent_instance (id, application, alive_since, lease_until) VALUES (" + NOBODY
                + ", 'bench', now(), 'infinity') ON CONFLICT DO NOTHING");
        database.execute("INSERT INTO onevent_lead (name, instance_id) VALUES ('" + eventName + "', " + NOBODY
                + ") ON CONFLICT (name) DO UPDATE SET instance_id = " + NOBODY);
        Pace.pause(KNOWN_TO_ALL);
    }

    static void release(BenchDatabase database, String eventName) {
        database.execute("UPDATE onevent_lead SET instance_id = NULL WHERE name = '" + eventName + "'");
        database.execute("DELETE FROM onevent_instance WHERE id = " + NOBODY);
    }
}
