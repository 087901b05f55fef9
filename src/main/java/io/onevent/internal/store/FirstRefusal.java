package io.onevent.internal.store;

import io.onevent.internal.store.tx.SqlStates;

/**
 * Lets pieces of work go on one after another, whatever one of them throws; the first of that is thrown when all are
 * done.
 */
public final class FirstRefusal {

    private Throwable first;
    private boolean ofDatabase;

    /** Does a piece, and throws nothing. */
    public void attempt(Runnable piece) {
        try {
            piece.run();
        } catch (Throwable refused) {
            first = first == null ? refused : first;
            ofDatabase |= SqlStates.isContention(refused);
        }
    }

    /** Whether one was refused because of the database's state: then the next is likely to be refused too. */
    public boolean isOfDatabase() {
        return ofDatabase;
    }

    public void throwIfAny() {
        if (first instanceof Error error) {
            throw error;
        } else if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
