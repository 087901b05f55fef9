package io.onevent.engine;

import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.h2.jdbcx.JdbcDataSource;

/** A database with the tables of OnEvent and a ledger, in which handlers write what they have done. */
final class EngineDatabase {

    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");
    private static final List<String> TABLES = List.of(
            "onevent_event",
            "onevent_dead_event",
            "onevent_processed_event",
            "onevent_audit",
            "onevent_instance",
            "onevent_lead",
            "onevent_pause",
            "onevent_cleaning",
            "onevent_key",
            "onevent_paused_name",
            "ledger");

    private static int count;

    /** What Liquibase has made, which is made anew in a tenth of the time. */
    private static List<String> h2Script;

    private final DataSource dataSource;
    private final boolean postgres;

    private EngineDatabase(DataSource dataSource, boolean postgres) {
        this.dataSource = dataSource;
        this.postgres = postgres;
        createTables();
    }

    static EngineDatabase h2() {
        return h2("");
    }

    /** @param options of the URL, each with a semicolon before it */
    static synchronized EngineDatabase h2(String options) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:engine" + ++count + ";DB_CLOSE_DELAY=-1" + options);
        return new EngineDatabase(database, false);
    }

    static EngineDatabase postgres() {
        return new EngineDatabase(
                TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL).dataSource(), true);
    }

    /**
     * On PostgreSQL, where a function of the application's schema may stand before one of the same name that is built
     * in: with a table of one value from which this function, which returns a time, is computed.
     */
    static EngineDatabase withFunction(String function, String table, String column, String value, String computed) {
        EngineDatabase database = postgres();
        database.execute("CREATE TABLE " + table + " (" + column + " NOT NULL)");
        database.execute("INSERT INTO " + table + " VALUES (" + value + ")");
        database.execute("CREATE FUNCTION public." + function + "() RETURNS timestamptz LANGUAGE sql AS 'SELECT "
                + computed + " FROM public." + table + "'");
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog',"
                + " current_database()); END $$");
        return database;
    }

    private void createTables() {
        if (postgres) {
            migrate();
            return;
        }
        synchronized (EngineDatabase.class) {
            if (h2Script == null) {
                migrate();
                h2Script = rows("SCRIPT");
                return;
            }
        }
        h2Script.forEach(this::execute);
    }

    private void migrate() {
        LIQUIBASE.setLevel(Level.WARNING);
        try (Connection connection = dataSource.getConnection();
                Liquibase changes = new Liquibase(
                        "META-INF/onevent/liquibase/changelog.xml",
                        new ClassLoaderResourceAccessor(),
                        new JdbcConnection(connection))) {
            changes.update(new Contexts(), new LabelExpression());
        } catch (Exception failed) {
            throw new IllegalStateException("the changelog does not run", failed);
        }
        execute("CREATE TABLE ledger (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL,"
                + " name varchar(200) NOT NULL, group_id varchar(100), instance varchar(100) NOT NULL)");
    }

    DataSource dataSource() {
        return dataSource;
    }

    boolean isPostgres() {
        return postgres;
    }

    /** As it was when it was new. */
    void reset() {
        TABLES.forEach(table -> execute("DELETE FROM " + table));
        execute("INSERT INTO onevent_cleaning (id) VALUES (1)");
        execute("INSERT INTO onevent_pause (id, paused) VALUES (1, 0)");
        execute("DELETE FROM onevent_group_lock WHERE slot NOT BETWEEN 0 AND 4095");
        execute("INSERT INTO onevent_group_lock (slot) SELECT s.n FROM "
                + (postgres ? "generate_series(0, 4095)" : "SYSTEM_RANGE(0, 4095)")
                + " AS s (n) WHERE s.n NOT IN (SELECT slot FROM onevent_group_lock)");
    }

    int execute(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException(sql + ": " + refused.getMessage(), refused);
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    long count(String fromWhere, Object... parameters) {
        return Long.parseLong(
                rows("SELECT count(*) FROM " + fromWhere, parameters).get(0));
    }

    /** The rows, their columns joined by a blank. */
    List<String> rows(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(String.valueOf(result.getString(column)));
                    }
                    rows.add(String.join(" ", row));
                }
            }
            return rows;
        } catch (SQLException refused) {
            throw new IllegalStateException(sql + ": " + refused.getMessage(), refused);
        }
    }

    /** Forgets it. */
    void drop() {
        if (!postgres) {
            execute("SHUTDOWN");
        }
    }

    /** How often an event has had its effect. */
    long effects(UUID id) {
        return count("ledger WHERE event_id = ?", id);
    }
}
