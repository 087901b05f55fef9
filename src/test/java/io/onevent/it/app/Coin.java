package io.onevent.it.app;

/** A payload of which JSON-B sees nothing and which it cannot make: it takes {@link OwnJsonb}. */
public final class Coin {

    private final long cents;

    private Coin(long cents) {
        this.cents = cents;
    }

    static Coin of(long cents) {
        return new Coin(cents);
    }

    long cents() {
        return cents;
    }
}
