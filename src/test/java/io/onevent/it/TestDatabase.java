package io.onevent.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** The PostgreSQL server of this test JVM: started at first use, stopped at the JVM's end, on one port and data directory. */
public final class TestDatabase {

    private static final Path FOLDER =
            Path.of("target/it/postgres-" + ProcessHandle.current().pid()).toAbsolutePath();
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");
    private static final String TEMPLATE = "onevent_template";

    private static EmbeddedPostgres server;
    private static int port;
    private static int databases;
    private static boolean templateMade;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestDatabase::stopAndDelete));
    }

    private TestDatabase() {}

    /** A database without any table. */
    public static Database newEmptyDatabase() {
        return newDatabase("template0");
    }

    /** A database with the tables of OnEvent and of the test application, all empty. */
    static synchronized Database newDatabase() {
        if (!templateMade) {
            Database template = newDatabase(TEMPLATE, "template0");
            createTables(template);
            template.execute("CREATE TABLE ledger (event_id uuid NOT NULL, name varchar(100) NOT NULL,"
                    + " group_id varchar(100), instance varchar(100) NOT NULL, retry int NOT NULL,"
                    + " at timestamptz NOT NULL DEFAULT clock_timestamp())");
            template.execute(
                    "CREATE TABLE run (id bigserial PRIMARY KEY, event_id uuid NOT NULL,"
                            + " name varchar(100) NOT NULL, group_id varchar(100), instance varchar(100) NOT NULL,"
                            + " retry int NOT NULL, started timestamptz NOT NULL DEFAULT clock_timestamp(), ended timestamptz)");
            template.execute("CREATE TABLE publication (event_id uuid NOT NULL, group_id varchar(100) NOT NULL,"
                    + " begun timestamptz NOT NULL DEFAULT now())");
            templateMade = true;
        }
        return newDatabase(TEMPLATE);
    }

    /** Stops the server as its operator would: connections are cut, their transactions rolled back. */
    static synchronized void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server on its port and data directory. */
    static synchronized void start() {
        try {
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(FOLDER)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setServerConfig("track_commit_timestamp", "on")
                    .setConnectConfig("connectTimeout", "10")
                    .setPGStartupWait(Duration.ofMinutes(1));
            if (port != 0) {
                builder.setPort(port);
            }
            Folder.create(FOLDER);
            server = builder.start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Database newDatabase(String template) {
        return newDatabase("test" + ++databases, template);
    }

    private static synchronized Database newDatabase(String name, String template) {
        if (server == null) {
            start();
        }
        Database postgres = new Database("postgres", port);
        postgres.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        return new Database(name, port);
    }

    private static void stopAndDelete() {
        if (server != null) {
            stop();
            Folder.delete(FOLDER);
        }
    }

    private static void createTables(Database database) {
        LIQUIBASE.setLevel(Level.WARNING);
        try (var connection = DriverManager.getConnection(database.url(), Database.USER, Database.PASSWORD)) {
            var target =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            var changelogs = new DirectoryResourceAccessor(Path.of("liquibase"));
            var liquibase = new Liquibase("changelog.xml", changelogs, target);
            liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
            Scope.child(
                    Scope.Attr.ui,
                    new LoggerUIService(),
                    () -> liquibase.update(new Contexts(), new LabelExpression()));
        } catch (Exception e) {
            throw new IllegalStateException("The changelog does not run", e);
        }
    }
}
