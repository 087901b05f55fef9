package io.onevent.it.participants;

import java.util.UUID;

/** An event of CDI about an event that was handled. */
public record Done(UUID event, String kind) {}
