package io.onevent;

import jakarta.ejb.ApplicationException;

/**
 * Thrown by a handler: the event is dead at once with reason {@link Reason#REJECTED}, without a retry. The handler's
 * transaction is rolled back. It is recognised as the cause of another throwable too.
 */
@ApplicationException(rollback = true)
public class RejectEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects the event.
     *
     * @param message what the dead event is to show, or null
     */
    public RejectEventException(String message) {
        super(message);
    }

    /**
     * Rejects the event because of another throwable.
     *
     * @param message what the dead event is to show, or null
     * @param cause what the handler met with, or null
     */
    public RejectEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
