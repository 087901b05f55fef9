package io.onevent.internal.store;

import io.onevent.internal.config.ConfigurationException;
import java.util.Locale;

/** The words of the statements that differ from one database to another. */
public enum Dialect {
    POSTGRESQL(
            "clock_timestamp()",
            "(clock_timestamp() + cast(? as double precision) * interval '1 millisecond')",
            "nextval('onevent_event_seq')",
            true,
            " FOR SHARE"),
    /** H2's clock stands still within a transaction, so times that are stored at its end are those of its start. */
    H2(
            "CURRENT_TIMESTAMP",
            "DATEADD(MILLISECOND, cast(? as bigint), CURRENT_TIMESTAMP)",
            "NEXT VALUE FOR onevent_event_seq",
            false,
            " FOR UPDATE");

    /** The time now, not that of the transaction's start where the database knows the difference. */
    final String clock;

    /** The time that lies as many milliseconds ahead as its parameter says; null for null. */
    final String afterMillis;

    /** The next order number. */
    final String nextOrderNumber;

    /** Whether one statement can take many keys as an array and return the rows that it hit. */
    final boolean hasArrays;

    /** Locks rows against writes, not against others that lock them so where the database knows the difference. */
    final String share;

    Dialect(String clock, String afterMillis, String nextOrderNumber, boolean hasArrays, String share) {
        this.clock = clock;
        this.afterMillis = afterMillis;
        this.nextOrderNumber = nextOrderNumber;
        this.hasArrays = hasArrays;
        this.share = share;
    }

    static Dialect of(String productName) {
        for (Dialect dialect : values()) {
            if (productName.toUpperCase(Locale.ROOT).startsWith(dialect.name())) {
                return dialect;
            }
        }
        throw new ConfigurationException("ONEVENT-206: the database \"" + productName
                + "\" is not supported: use PostgreSQL 13 or later, or H2");
    }
}
