package io.onevent.internal.store;

import io.onevent.internal.config.ConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** What differs from one database to another: the words of the statements, and how a time is written and read. */
public enum Dialect {
    POSTGRESQL(
            "clock_timestamp()",
            "(clock_timestamp() + cast(? as double precision) * interval '1 millisecond')",
            "cast(? as timestamp with time zone)",
            "(extract(epoch FROM %2$s) - extract(epoch FROM %1$s))",
            "nextval('onevent_event_seq')",
            true,
            " FOR SHARE",
            "",
            "e.due_at",
            false,
            "42501",
            "socketTimeout=30 and connectTimeout=10 (seconds)"),
    /** H2's clock stands still from the first statement of a transaction that asks for it. */
    H2(
            "CURRENT_TIMESTAMP",
            // DATEADD counts nanoseconds, which come back from the other side after 292 years.
            "(CURRENT_TIMESTAMP + INTERVAL '0.001' SECOND(18, 3) * cast(? as bigint))",
            "cast(? as timestamp with time zone)",
            "extract(epoch FROM (%2$s - %1$s))",
            "NEXT VALUE FOR onevent_event_seq",
            false,
            " FOR UPDATE",
            "",
            "e.group_due_at",
            false,
            "90096",
            null) {

        /** Its timestamps begin anew in the year 292,278,995, long before its times end. */
        @Override
        Instant instant(ResultSet result, String column) throws SQLException {
            return result.getObject(column) instanceof OffsetDateTime time ? time.toInstant() : null;
        }
    },
    /**
     * Its types of time have no zone, or end in 2038: so what is stored is UTC, in a type that no zone touches, neither
     * the session's nor the JVM's. At repeatable read its reads see a snapshot, and its writes the latest commits.
     */
    MARIADB(
            "UTC_TIMESTAMP(6)",
            "TIMESTAMPADD(MICROSECOND, ? * 1000, UTC_TIMESTAMP(6))",
            "cast(? as datetime(6))",
            "(TIMESTAMPDIFF(MICROSECOND, %s, %s) / 1000000)",
            "NEXT VALUE FOR onevent_event_seq",
            false,
            " LOCK IN SHARE MODE",
            " FOR UPDATE",
            "e.group_due_at",
            true,
            "1142, 1143",
            "socketTimeout=30000 and connectTimeout=10000 (milliseconds)") {

        @Override
        DataSource forEntities(DataSource dataSource) {
            return UtcTimes.of(dataSource);
        }

        /** In a transaction of XA its connections say that they commit by themselves. */
        @Override
        boolean isInTransaction(Connection connection) throws SQLException {
            if (super.isInTransaction(connection)) {
                return true;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT @@in_transaction")) {
                return result.next() && result.getInt(1) == 1;
            }
        }

        @Override
        String sql(String statement) {
            return statement.replace("CURRENT_TIMESTAMP", clock);
        }

        @Override
        Object parameter(Instant time) {
            return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        }

        @Override
        Instant instant(ResultSet result, String column) throws SQLException {
            Timestamp time = result.getTimestamp(column, UtcTimes.calendar());
            return time == null ? null : time.toInstant();
        }
    };

    /** The time now, not that of the transaction's start where the database knows the difference. */
    final String clock;

    /** The time that lies as many milliseconds ahead as its parameter says; null for null. */
    final String afterMillis;

    /** A parameter that is a time or null. */
    final String time;

    /** The next order number. */
    final String nextOrderNumber;

    /** Whether one statement can take many keys as an array and return the rows that it hit. */
    final boolean hasArrays;

    /** Locks rows against writes, not against others that lock them so where the database knows the difference. */
    final String share;

    /**
     * Locks the rows of a read that must see the latest commits, where a snapshot may be older than these. Also where
     * snapshots are kept apart strictly: a read that locks then fails at what has changed since, be it locked, if part
     * of it was read without a lock.
     */
    final String latest;

    /**
     * When an event that has a group is due: a column by itself, null for those that have none, where an index cannot
     * leave these out.
     */
    final String groupDueAt;

    /** Whether what a write says of the rows that it hit is a matter of the driver's settings. */
    final boolean countsAsTheDriverIsTold;

    /** How its driver is told to end what nobody answers; null where the driver does not say whether it was told. */
    final String socketTimeouts;

    private final String seconds;

    /** By these it says that a right is missing: states, or numbers where a state stands for much else. */
    private final List<String> denials;

    Dialect(
            String clock,
            String afterMillis,
            String time,
            String seconds,
            String nextOrderNumber,
            boolean hasArrays,
            String share,
            String latest,
            String groupDueAt,
            boolean countsAsTheDriverIsTold,
            String denials,
            String socketTimeouts) {
        this.clock = clock;
        this.afterMillis = afterMillis;
        this.time = time;
        this.seconds = seconds;
        this.nextOrderNumber = nextOrderNumber;
        this.hasArrays = hasArrays;
        this.share = share;
        this.latest = latest;
        this.groupDueAt = groupDueAt;
        this.countsAsTheDriverIsTold = countsAsTheDriverIsTold;
        this.denials = Arrays.asList(denials.split(", "));
        this.socketTimeouts = socketTimeouts;
    }

    static Dialect of(String productName) {
        for (Dialect dialect : values()) {
            if (productName.toUpperCase(Locale.ROOT).startsWith(dialect.name())) {
                return dialect;
            }
        }
        throw new ConfigurationException(
                "ONEVENT-206: the database \"" + productName
                        + "\" is not supported: use PostgreSQL 13 or later, MariaDB 11.4 or later with MariaDB's own driver, or H2");
    }

    /** Whether a statement was refused because of a right, and not because there is no such table. */
    final boolean isDenied(SQLException refused) {
        return denials.contains(refused.getSQLState()) || denials.contains(String.valueOf(refused.getErrorCode()));
    }

    /** The seconds from one time to another. */
    final String seconds(String from, String to) {
        return seconds.formatted(from, to);
    }

    /**
     * The time that lies as many milliseconds before the statement's as its parameter says, negative: known before it
     * begins, so that it bounds what is read of an index.
     */
    final String before() {
        return afterMillis.replace(clock, "CURRENT_TIMESTAMP");
    }

    /** A statement in which the time of the transaction or of the statement is called {@code CURRENT_TIMESTAMP}. */
    String sql(String statement) {
        return statement;
    }

    /** Whether what is written through the connection is committed by somebody else. */
    boolean isInTransaction(Connection connection) throws SQLException {
        return !connection.getAutoCommit();
    }

    /** The data source that a persistence provider is to use. */
    DataSource forEntities(DataSource dataSource) {
        return dataSource;
    }

    /** A time as a parameter. */
    Object parameter(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    // Not getObject(.., Class): Payara looks that method up by reflection for each value, a tenth of a drain's time.

    /** A time as a column, or null. */
    Instant instant(ResultSet result, String column) throws SQLException {
        Timestamp time = result.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
