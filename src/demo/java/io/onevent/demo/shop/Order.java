package io.onevent.demo.shop;

import java.util.UUID;

/** What the shop sells, and the payload of its events: OnEvent writes and reads it with JSON-B. */
public record Order(UUID id, String item) {}
