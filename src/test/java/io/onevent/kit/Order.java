package io.onevent.kit;

/** A payload. */
public record Order(long number, String customer) {}
