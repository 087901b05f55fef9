package io.onevent.internal.store;

import java.util.UUID;

/**
 * An event that was moved away or deleted.
 *
 * @param group its group, or null for none
 */
public record Gone(UUID id, String name, String group) {}
