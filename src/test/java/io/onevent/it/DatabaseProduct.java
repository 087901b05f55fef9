package io.onevent.it;

import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What differs between the databases that the tests run on, in the tests and in their applications. */
public enum DatabaseProduct {
    POSTGRESQL {
        @Override
        String dataSourceClass() {
            return "org.postgresql.ds.PGSimpleDataSource";
        }

        @Override
        String user() {
            return "postgres";
        }

        @Override
        public boolean isSpoiltByErrors() {
            return true;
        }

        @Override
        public String clock() {
            return "clock_timestamp()";
        }

        @Override
        public String text(String time) {
            return "to_char((" + time + ") AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
        }

        @Override
        public String begin() {
            return "SELECT pg_current_xact_id()";
        }

        @Override
        public String transaction() {
            return "SELECT pg_backend_pid() || ' ' || txid_current()";
        }

        @Override
        List<String> noteTransactions() {
            return List.of(
                    "CREATE FUNCTION note_transaction() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO note"
                            + " VALUES (NEW.id, pg_backend_pid() || '' '' || txid_current()); RETURN NEW; END'",
                    "CREATE TRIGGER note_transaction AFTER INSERT ON onevent_event"
                            + " FOR EACH ROW EXECUTE FUNCTION note_transaction()");
        }

        @Override
        String table(String name, String columns) {
            return "CREATE TABLE " + name + " ("
                    + columns.replace("#time", "timestamptz").replace("#key", "bigserial PRIMARY KEY") + ")";
        }

        @Override
        List<String> clear(List<String> tables) {
            return List.of("SET lock_timeout = '30s'; TRUNCATE " + String.join(", ", tables));
        }

        @Override
        String committed(String row) {
            return "pg_xact_commit_timestamp(" + row + ".xmin)";
        }

        @Override
        String openTransactions() {
            return "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        }
    },
    MARIADB {
        @Override
        String dataSourceClass() {
            return "org.mariadb.jdbc.MariaDbDataSource";
        }

        @Override
        String plainClass() {
            return "org.mariadb.jdbc.Driver";
        }

        @Override
        String user() {
            return "test";
        }

        @Override
        String nullable(String table, String timeColumn) {
            return "ALTER TABLE " + table + " MODIFY " + timeColumn + " datetime(6) NULL";
        }

        @Override
        public String clock() {
            return "UTC_TIMESTAMP(6)";
        }

        @Override
        public String text(String time) {
            return "date_format((" + time + "), '%Y-%m-%dT%H:%i:%s.%fZ')";
        }

        @Override
        public String begin() {
            return "SELECT 1 FROM onevent_pause";
        }

        /** What it knows of transactions it reads anew at most ten times a second. */
        @Override
        public String transaction() {
            return "SELECT concat(connection_id(), ' ', (SELECT trx_id FROM information_schema.innodb_trx"
                    + " WHERE trx_mysql_thread_id = connection_id()))";
        }

        @Override
        List<String> noteTransactions() {
            return List.of("CREATE TRIGGER note_transaction AFTER INSERT ON onevent_event FOR EACH ROW INSERT INTO note"
                    + " VALUES (NEW.id, CASE NEW.name WHEN 'nobody.handles.this' THEN (" + transaction() + ") END)");
        }

        /** The rows of such a table know the transaction that wrote them; a table of the server knows when that was committed. */
        @Override
        String table(String name, String columns) {
            return "CREATE TABLE " + name + " ("
                    + columns.replace("#time", "datetime(6)").replace("#key", "bigint AUTO_INCREMENT PRIMARY KEY")
                    + ", written bigint unsigned GENERATED ALWAYS AS ROW START INVISIBLE,"
                    + " unwritten bigint unsigned GENERATED ALWAYS AS ROW END INVISIBLE,"
                    + " PERIOD FOR SYSTEM_TIME (written, unwritten)) WITH SYSTEM VERSIONING";
        }

        @Override
        String committed(String row) {
            return "(SELECT convert_tz(t.commit_timestamp, @@session.time_zone, '+00:00')"
                    + " FROM mysql.transaction_registry t WHERE t.transaction_id = " + row + ".written)";
        }

        @Override
        String openTransactions() {
            return "SELECT count(*) FROM information_schema.innodb_trx t"
                    + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
                    + " WHERE p.db = database() AND p.command = 'Sleep'";
        }
    },
    H2 {
        @Override
        String dataSourceClass() {
            return "org.h2.jdbcx.JdbcDataSource";
        }

        @Override
        String user() {
            return "sa";
        }

        @Override
        public String clock() {
            return "CURRENT_TIMESTAMP";
        }

        @Override
        public String text(String time) {
            return "formatdatetime((" + time + "), 'yyyy-MM-dd''T''HH:mm:ss.SSSSSS''Z''', 'en', 'UTC')";
        }

        @Override
        public String begin() {
            return "SELECT 1 FROM onevent_pause";
        }

        @Override
        public String transaction() {
            return "SELECT session_id() || ' ' || transaction_id()";
        }

        @Override
        List<String> noteTransactions() {
            return List.of("CREATE TRIGGER note_transaction AFTER INSERT ON onevent_event FOR EACH ROW CALL '"
                    + H2Notes.class.getName() + "'");
        }

        @Override
        String table(String name, String columns) {
            return "CREATE TABLE " + name + " ("
                    + columns.replace("#time", "timestamp(6) with time zone")
                            .replace("#key", "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
                    + ")";
        }

        @Override
        String committed(String row) {
            throw new UnsupportedOperationException("H2 does not keep when a row was committed");
        }

        @Override
        String openTransactions() {
            return "SELECT count(*) FROM information_schema.sessions WHERE contains_uncommitted";
        }
    };

    /** The one that the tests are told to run on. */
    public static DatabaseProduct chosen() {
        return of(System.getProperty("onevent.test.database", "postgresql"));
    }

    public static DatabaseProduct of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Its driver's data source. */
    abstract String dataSourceClass();

    /** What a server makes connections with that are none of XA; the data source of MariaDB's driver it takes for one of XA. */
    String plainClass() {
        return dataSourceClass();
    }

    /** The name and the password of the user. */
    abstract String user();

    /** The time now. */
    public abstract String clock();

    /** Lets a column of time have nulls. */
    String nullable(String table, String timeColumn) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + timeColumn + " DROP NOT NULL";
    }

    /** A time as text. */
    public abstract String text(String time);

    /** A statement with which a transaction begins in the database. */
    public abstract String begin();

    /** A query for what identifies session and transaction. */
    public abstract String transaction();

    /** Makes the table {@code note} get the id and the {@link #transaction} of each event with a certain name that comes in. */
    abstract List<String> noteTransactions();

    /** Makes a table; the type of times is called #time and that of a key that counts #key. */
    abstract String table(String name, String columns);

    /** When a row of {@link #table} was committed, as a column. */
    abstract String committed(String row);

    /** A query for the number of transactions that are open and idle. */
    abstract String openTransactions();

    /** Whether a transaction can do nothing more after an error of the database. */
    public boolean isSpoiltByErrors() {
        return false;
    }

    /** Empties tables. */
    List<String> clear(List<String> tables) {
        return tables.stream().map(table -> "DELETE FROM " + table).collect(Collectors.toList());
    }

    /** A data source without a pool. */
    public DataSource dataSource(String url) {
        try {
            Class<?> type = Class.forName(dataSourceClass());
            DataSource source = (DataSource) type.getDeclaredConstructor().newInstance();
            type.getMethod("setUrl", String.class).invoke(source, url);
            type.getMethod("setUser", String.class).invoke(source, user());
            type.getMethod("setPassword", String.class).invoke(source, user());
            return source;
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** An isolation level in words. */
    public static String words(int isolation) {
        return switch (isolation) {
            case Connection.TRANSACTION_READ_COMMITTED -> "read committed";
            case Connection.TRANSACTION_REPEATABLE_READ -> "repeatable read";
            default -> String.valueOf(isolation);
        };
    }
}
