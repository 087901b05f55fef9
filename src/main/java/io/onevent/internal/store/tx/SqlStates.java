package io.onevent.internal.store.tx;

import io.onevent.internal.log.Thrown;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** What the refusals of databases mean: the one table of their states and codes. */
public final class SqlStates {

    /**
     * The state, and the code of the vendor. PostgreSQL: 40001 serialisation failure, 40P01 deadlock, 55P03 lock not
     * available, 57014 query cancelled (by our time-out), 57P0n server going down, 08nnn connection lost. H2: HYT00
     * lock time-out, 90131 concurrent update, 57014 likewise. MariaDB: 40001 deadlock, 1020 row changed since the
     * snapshot, 1205 lock time-out, 70100 query cancelled or connection killed.
     */
    private static final String CONTENTION =
            "(40001|40P01|55P03|57014|57P0.|08...|HYT00|90131|70100)/.*|HY000/(1020|1205)";

    private static final String CONFLICT = "(40001|40P01|55P03|HYT00|90131)/.*|HY000/(1020|1205)";

    /** As PostgreSQL and MariaDB say it in English, where a server hands on nothing else of their exception. */
    private static final Pattern CONFLICT_WORDS = Pattern.compile(
            "(Exception|ERROR): .*("
                    + "could not serialize access due to|deadlock detected|could not obtain lock|Deadlock found|Record has changed since last read)");

    private SqlStates() {}

    /** Whether the database refused a statement only because of another transaction or of its own state. */
    public static boolean isContention(Throwable thrown) {
        return hasState(thrown, CONTENTION);
    }

    /**
     * Whether a transaction was rolled back only because another one was in its way, by a serialisation failure, a
     * deadlock or a lock that was not to be had: run again, it may pass. Payara tells of what a commit met by its words
     * alone.
     */
    public static boolean isConflict(Throwable thrown) {
        return hasState(thrown, CONFLICT) || Thrown.all(thrown).stream().anyMatch(SqlStates::saysConflict);
    }

    private static boolean saysConflict(Throwable thrown) {
        String words = thrown instanceof SQLException ? null : Thrown.words(thrown);
        return words != null && CONFLICT_WORDS.matcher(words).find();
    }

    /** Whether the same transaction, run again at once, is likely to pass: a serialisation failure or a deadlock. */
    public static boolean isSerializationFailure(Throwable thrown) {
        return hasState(thrown, "40.*|90131/.*|HY000/1020");
    }

    /** Whether the same values will be refused again: data exceptions and violated constraints. */
    public static boolean isRefusalOfData(Throwable thrown) {
        return hasState(thrown, "2[23].*");
    }

    /** What kind of failure it is: its innermost class, and the state that the database gives. */
    public static String kindOf(Throwable thrown) {
        List<Throwable> chain = Thrown.chain(thrown);
        String kind = chain.get(chain.size() - 1).getClass().getName();
        for (Throwable cause : chain) {
            if (cause instanceof SQLException refused && refused.getSQLState() != null) {
                return kind + " " + refused.getSQLState();
            }
        }
        return kind;
    }

    private static boolean hasState(Throwable thrown, String pattern) {
        for (Throwable cause : Thrown.all(thrown)) {
            if (cause instanceof SQLException refused
                    && refused.getSQLState() != null
                    && (refused.getSQLState() + "/" + refused.getErrorCode()).matches(pattern)) {
                return true;
            }
        }
        return false;
    }
}
