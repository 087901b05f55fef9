package io.onevent;

/**
 * The database refused or could not be reached. A caller's transaction that the failed method had joined is marked for
 * rollback.
 */
public class EventStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what was tried, and the database's own error as the cause. */
    public EventStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
