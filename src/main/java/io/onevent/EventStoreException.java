package io.onevent;

/**
 * The database refused or could not be reached. A caller's transaction that the failed method had joined is marked for
 * rollback; by {@link EventQueue#status} and {@link EventQueue#explain} it may not be.
 */
public class EventStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what has failed.
     *
     * @param message what was tried and what was wrong
     * @param cause the database's or the server's own error, or null for none
     */
    public EventStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
