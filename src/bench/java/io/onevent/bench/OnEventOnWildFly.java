package io.onevent.bench;

import io.onevent.bench.app.Pace;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** OnEvent on the same server as JMS, with a data source that is not XA. */
final class OnEventOnWildFly extends OnWildFly {

    /** More than the interval after which an instance obeys. */
    private static final Duration OBEYS = Duration.ofMillis(1500);

    OnEventOnWildFly(File library, BenchDatabase database, Path folder) {
        super(start(library, database, folder), database);
    }

    private static WildFly start(File library, BenchDatabase database, Path folder) {
        EventTables.create(database, library);
        Path archive = BenchArchive.writeForWildFly(Handling.ROW, library, folder.resolve("bench-onevent-archive"));
        return WildFly.start(folder, "bench-onevent", archive, commands(database));
    }

    private static List<String> commands(BenchDatabase database) {
        return List.of("data-source add --name=bench --jndi-name=" + WildFly.DATA_SOURCE
                + " --driver-name=postgresql.jar --connection-url=\"" + database.url() + "\" --user-name="
                + BenchDatabase.USER + " --password=" + BenchDatabase.PASSWORD + " --min-pool-size=2 --max-pool-size="
                + CONNECTIONS);
    }

    @Override
    public String system() {
        return "onevent";
    }

    @Override
    public List<String> tables() {
        return List.of("onevent_event", "onevent_dead_event");
    }

    @Override
    long preparedElsewhere() {
        return 0;
    }

    @Override
    void awaitHeld() {
        Pace.pause(OBEYS);
    }

    @Override
    public void store(Handling handling, int events) {
        awaitHeld();
        database().execute(new Stored(Stored.Kind.NUMBERED, events).insert(handling.eventName));
    }
}
