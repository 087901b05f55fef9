package io.onevent;

import jakarta.ejb.ApplicationException;

/**
 * Thrown by a handler: the event is dead at once with reason {@link Reason#REJECTED}, without a retry. The handler's
 * transaction is rolled back. It is recognised as the cause of another throwable too.
 */
@ApplicationException(rollback = true)
public class RejectEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the message that the dead event is to show, or null. */
    public RejectEventException(String message) {
        super(message);
    }

    /** With the message that the dead event is to show, or null, and the cause, or null. */
    public RejectEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
