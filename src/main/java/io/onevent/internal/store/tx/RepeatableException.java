package io.onevent.internal.store.tx;

import io.onevent.EventStoreException;

/** A transaction cannot be committed as it was tried; run again at once, it goes another way. */
public final class RepeatableException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    /** Says what has failed, and why. */
    public RepeatableException(String message, Throwable cause) {
        super(message, cause);
    }
}
