package io.onevent.internal.store;

/** One of several events is refused when others are stored already: the transaction must not be committed. */
public final class RefusedMidwayException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    RefusedMidwayException(String message) {
        super(message);
    }
}
