package io.onevent.internal.config;

/** How the span of a run belongs to that of the publishing of its event. */
public enum TracingMode {
    LINK,
    PARENT,
    NONE
}
