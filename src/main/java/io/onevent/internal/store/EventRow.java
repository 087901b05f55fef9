package io.onevent.internal.store;

import java.time.Instant;
import java.util.UUID;

/**
 * An event to insert.
 *
 * @param delayMillis due this long after the insert
 * @param expiresAt the expiry as a time, or null
 * @param expiresAfterMillis the expiry as a time after the insert, or null; {@code expiresAt} wins
 */
public record EventRow(
        UUID id,
        String name,
        String payload,
        String group,
        long delayMillis,
        Instant expiresAt,
        Long expiresAfterMillis) {}
