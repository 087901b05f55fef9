package io.onevent.bench;

import io.onevent.bench.app.AskedServlet;
import io.onevent.bench.app.Effect;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Payload;
import io.onevent.bench.app.Tally;
import io.onevent.bench.app.Timeline;
import io.onevent.bench.app.jms.JmsServlet;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** WildFly's own broker, whose messages are taken and sent in one XA transaction with the database. */
final class JmsWithXa extends OnWildFly {

    static final String SYSTEM = "jms-xa";

    private static final Pattern JOURNAL = Pattern.compile("AMQ22101[23]: Using (\\w+)");

    JmsWithXa(BenchDatabase database, Path folder) {
        super(WildFly.start(folder, "bench-jms", archive(folder), commands(database)), Handling.ROW, database);
    }

    private static Path archive(Path folder) {
        return BenchArchive.onWildFly(Handling.ROW, folder.resolve("bench-jms-archive"), JmsWithXa::addTo);
    }

    private static void addTo(WebArchive archive) {
        archive.addClasses(AskedServlet.class, Effect.class, Pace.class, Payload.class, Tally.class, Timeline.class)
                .addPackage(JmsServlet.class.getPackage());
    }

    private static List<String> commands(BenchDatabase database) {
        return List.of(
                "jms-queue add --queue-address=bench --entries=java:/jms/queue/bench",
                "xa-data-source add --name=bench --jndi-name=" + WildFly.DATA_SOURCE + " --driver-name=postgresql.jar"
                        + " --xa-datasource-class=org.postgresql.xa.PGXADataSource"
                        + " --xa-datasource-properties=[{ServerName=localhost},{PortNumber=" + database.port()
                        + "},{DatabaseName=" + database.name() + "}]"
                        + " --user-name=" + BenchDatabase.USER + " --password=" + BenchDatabase.PASSWORD
                        + " --min-pool-size=2 --max-pool-size=" + CONNECTIONS);
    }

    @Override
    public String system() {
        return SYSTEM;
    }

    @Override
    public List<String> tables() {
        return List.of();
    }

    @Override
    public void empty() {
        super.empty();
        ask("clear");
    }

    @Override
    public long left() {
        return Long.parseLong(ask("left"));
    }

    @Override
    long preparedElsewhere() {
        return Long.parseLong(ask("prepared"));
    }

    @Override
    public void store(Handling handling, int events) {
        ask("store?events=" + events);
    }

    /** As the broker logs it: AIO where libaio is there, otherwise NIO. */
    @Override
    public String remark() {
        return Stream.of(server().log())
                .map(JOURNAL::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(found -> "the journal of the broker is " + found.group(1))
                .findFirst()
                .orElse("the broker does not say what its journal is");
    }
}
