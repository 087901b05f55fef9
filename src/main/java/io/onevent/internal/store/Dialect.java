package io.onevent.internal.store;

import io.onevent.internal.config.ConfigurationException;
import java.util.Locale;

/** The words of the statements that differ from one database to another. */
public enum Dialect {
    POSTGRESQL(
            "clock_timestamp()",
            "(clock_timestamp() + cast(? as double precision) * interval '1 millisecond')",
            "nextval('onevent_event_seq')"),
    /** H2's clock stands still within a transaction, so times that are stored at its end are those of its start. */
    H2(
            "CURRENT_TIMESTAMP",
            "DATEADD(MILLISECOND, cast(? as bigint), CURRENT_TIMESTAMP)",
            "NEXT VALUE FOR onevent_event_seq");

    /** The time now, not that of the transaction's start where the database knows the difference. */
    final String clock;

    /** The time that lies as many milliseconds ahead as its parameter says; null for null. */
    final String afterMillis;

    /** The next order number. */
    final String nextOrderNumber;

    Dialect(String clock, String afterMillis, String nextOrderNumber) {
        this.clock = clock;
        this.afterMillis = afterMillis;
        this.nextOrderNumber = nextOrderNumber;
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
