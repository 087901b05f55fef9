package io.onevent.internal.discover;

/** A payload. */
public class Order {

    public int id;

    @Override
    public String toString() {
        return "order " + id;
    }
}
