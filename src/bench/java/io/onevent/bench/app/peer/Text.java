package io.onevent.bench.app.peer;

/**
 * An event; its type is called as this class is.
 *
 * @param payload stored as it is
 */
public record Text(String payload) {

    /** As the library calls it. */
    public static final String TYPE = "Text";
}
