package io.onevent.internal.store;

import java.sql.SQLException;

/** Whether the database refused a statement only because another transaction was in its way. */
public final class Contention {

    /**
     * PostgreSQL: 40001 serialisation failure, 40P01 deadlock, 55P03 lock not available, 57014 query cancelled (by our
     * time-out). H2: HYT00 lock time-out, 90131 concurrent update, 57014 likewise.
     */
    private static final String STATES = "40001|40P01|55P03|57014|HYT00|90131";

    private Contention() {}

    public static boolean isIn(Throwable thrown) {
        return hasState(thrown, STATES);
    }

    /** Whether the same transaction, run again at once, is likely to pass: a serialisation failure or a deadlock. */
    static boolean isSerializationFailure(Throwable thrown) {
        return hasState(thrown, "40.*|90131");
    }

    private static boolean hasState(Throwable thrown, String pattern) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused
                    && refused.getSQLState() != null
                    && refused.getSQLState().matches(pattern)) {
                return true;
            }
        }
        return false;
    }
}
