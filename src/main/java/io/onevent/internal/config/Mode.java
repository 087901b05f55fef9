package io.onevent.internal.config;

/** Which instances handle the events of a name. */
public enum Mode {
    /** One at a time, the one that leads the name. */
    SINGLE,
    /** Every instance that has a handler; each claims what it can start soon. */
    ALL
}
