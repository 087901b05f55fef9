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

    private final String system;
    private final Handling own;

    /** @param handling what its handlers do, whatever is asked of the others */
    OnEventOnWildFly(String system, Handling handling, File library, BenchDatabase database, Path folder) {
        super(start(system, handling, library, database, folder), handling, database);
        this.system = system;
        this.own = handling;
    }

    private static WildFly start(String system, Handling handling, File library, BenchDatabase database, Path folder) {
        EventTables.create(database, library);
        Path archive = BenchArchive.writeForWildFly(handling, library, folder.resolve("bench-" + system + "-archive"));
        return WildFly.start(folder, "bench-" + system, archive, commands(database));
    }

    private static List<String> commands(BenchDatabase database) {
        return List.of("data-source add --name=bench --jndi-name=" + WildFly.DATA_SOURCE
                + " --driver-name=postgresql.jar --connection-url=\"" + database.url() + "\" --user-name="
                + BenchDatabase.USER + " --password=" + BenchDatabase.PASSWORD + " --min-pool-size=2 --max-pool-size="
                + CONNECTIONS);
    }

    @Override
    public String system() {
        return system;
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
        database().execute(new Stored(Stored.Kind.NUMBERED, events).insert(own.eventName));
    }
}
