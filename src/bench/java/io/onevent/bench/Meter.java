package io.onevent.bench;

import java.util.List;

/** Reads what the database server has done so far, for whatever database but for the statements. */
final class Meter {

    private final StatementLog statements;
    private final Flushes flushes;

    Meter(StatementLog statements, Flushes flushes) {
        this.statements = statements;
        this.flushes = flushes;
    }

    /**
     * Transactions are counted by the numbers that the server gives to those that write. Its statistics have all of them, but are
     * up to ten seconds late.
     */
    Cost read(BenchDatabase database) {
        return new Cost(
                database.queryLong("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"),
                database.queryLong("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"),
                statements.count(database),
                flushes.count());
    }

    /** Runs the action while every statement is logged, which makes it slow. */
    void countStatementsDuring(Runnable action) {
        statements.start();
        try {
            action.run();
        } finally {
            statements.stop();
        }
    }

    /** Runs the action while the flushes of the database and of these processes are traced, which makes it slow. */
    void countFlushesDuring(List<Long> processes, Runnable action) {
        flushes.start(processes);
        try {
            action.run();
        } finally {
            flushes.stop();
        }
    }
}
