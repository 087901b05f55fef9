package io.onevent.example;

/** What a customer orders. */
public record Order(long number, String item, int pieces, String customer) {}
