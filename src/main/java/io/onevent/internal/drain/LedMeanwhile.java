package io.onevent.internal.drain;

/** Rolls a claim back: its name is led by another instance since. */
final class LedMeanwhile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedMeanwhile() {
        super(null, null, false, false);
    }
}
