package io.onevent.bench;

/**
 * What the database server did.
 *
 * @param commits transactions that wrote something
 * @param walBytes bytes of its write-ahead log
 * @param statements also BEGIN and COMMIT; zero while they are not counted
 * @param flushes to disk, of the database and of the contender's own processes; zero while they are not counted
 */
record Cost(long commits, long walBytes, long statements, long flushes) {

    /** Of something that never touched the database. */
    static final Cost NONE = new Cost(0, 0, 0, 0);

    /** What came to these costs since. */
    Cost since(Cost before) {
        return new Cost(
                commits - before.commits,
                walBytes - before.walBytes,
                statements - before.statements,
                flushes - before.flushes);
    }
}
