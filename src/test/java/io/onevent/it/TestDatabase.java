package io.onevent.it;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
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

/** The database servers of this test JVM: started at first use, stopped at the JVM's end. */
public final class TestDatabase {

    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");
    private static final String TEMPLATE = "onevent_template";
    private static final Map<DatabaseProduct, DatabaseServer> SERVERS = new EnumMap<>(DatabaseProduct.class);

    private static int databases;
    private static boolean templateMade;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestDatabase::stopAndDelete));
    }

    private TestDatabase() {}

    /** A database without any table. */
    public static Database newEmptyDatabase() {
        return newEmptyDatabase(DatabaseProduct.chosen());
    }

    /** A database of this product without any table. */
    public static synchronized Database newEmptyDatabase(DatabaseProduct product) {
        return newEmptyDatabase(product, "test" + ++databases);
    }

    private static Database newEmptyDatabase(DatabaseProduct product, String name) {
        DatabaseServer server = server(product);
        server.create(name);
        return new Database(product, name, server.url(name));
    }

    /** A database with the tables of OnEvent and of the test application, all empty. */
    static synchronized Database newDatabase() {
        DatabaseProduct product = DatabaseProduct.chosen();
        DatabaseServer server = server(product);
        if (!templateMade) {
            newDatabase(product, TEMPLATE);
            templateMade = true;
        }
        String name = "test" + ++databases;
        return server.copy(name, TEMPLATE) ? new Database(product, name, server.url(name)) : newDatabase(product, name);
    }

    private static Database newDatabase(DatabaseProduct product, String name) {
        return withTables(newEmptyDatabase(product, name));
    }

    /**
     * From now on connections to this database of PostgreSQL are a role's that has rights to its tables and nothing more; returns the
     * role. See {@link #asOwner}.
     */
    static String workAsRole(Database database) {
        String role = "worker_of_" + database.name();
        database.execute("CREATE ROLE " + role);
        database.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
        database.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + role);
        database.execute("ALTER ROLE postgres IN DATABASE " + database.name() + " SET role = '" + role + "'");
        return role;
    }

    /** Does that as the role whose tables they are. */
    static void asOwner(Database database, String sql) {
        database.execute("SET ROLE NONE; " + sql);
    }

    /** A database of PostgreSQL whose files are in this folder; see {@link #drop}. */
    static synchronized Database newDatabaseIn(Path folder) {
        Database database = newDatabase();
        administration().execute("CREATE TABLESPACE space_of_" + database.name() + " LOCATION '" + folder + "'");
        administration().execute("ALTER DATABASE " + database.name() + " SET TABLESPACE space_of_" + database.name());
        return database;
    }

    /** Forgets a database of {@link #newDatabaseIn}. */
    static synchronized void drop(Database database) {
        administration().execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
        administration().execute("DROP TABLESPACE space_of_" + database.name());
    }

    private static Database administration() {
        return new Database(
                DatabaseProduct.POSTGRESQL,
                "postgres",
                server(DatabaseProduct.POSTGRESQL).url("postgres"));
    }

    /** An empty database, which has the tables of OnEvent and of the test application when this returns. */
    static Database withTables(Database database) {
        DatabaseProduct product = database.product();
        createTables(database);
        String clock = " #time DEFAULT (" + product.clock() + ") NOT NULL";
        database.execute(product.table(
                "ledger",
                "event_id uuid NOT NULL, name varchar(100) NOT NULL, group_id varchar(100),"
                        + " instance varchar(100) NOT NULL, retry int NOT NULL, at" + clock));
        database.execute(product.table(
                "run",
                "id #key, event_id uuid NOT NULL, name varchar(100) NOT NULL, group_id varchar(100),"
                        + " instance varchar(100) NOT NULL, retry int NOT NULL, started" + clock + ", ended #time"));
        database.execute(product.table(
                "publication", "event_id uuid NOT NULL, group_id varchar(100) NOT NULL, begun bigint NOT NULL"));
        return database;
    }

    /** Stops the server as its operator would: connections are cut, their transactions rolled back. */
    static synchronized void stop() {
        server(DatabaseProduct.chosen()).stop();
    }

    /** Starts the server on its port and data directory. */
    static synchronized void start() {
        server(DatabaseProduct.chosen()).start();
    }

    private static DatabaseServer server(DatabaseProduct product) {
        DatabaseServer server = SERVERS.get(product);
        if (server == null) {
            server = switch (product) {
                case POSTGRESQL -> new PostgresServer();
                case MARIADB -> new MariaDbServer();
                case H2 -> new H2Server();
            };
            server.start();
            SERVERS.put(product, server);
        }
        return server;
    }

    private static void stopAndDelete() {
        SERVERS.values().forEach(DatabaseServer::delete);
    }

    /** An empty database, which has the tables of OnEvent when this returns. */
    static Database withEventTables(Database database) {
        createTables(database);
        return database;
    }

    private static void createTables(Database database) {
        LIQUIBASE.setLevel(Level.WARNING);
        try (var connection = database.dataSource().getConnection()) {
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
