package io.onevent;

import java.time.Instant;

/**
 * An event that was processed and is kept for a while.
 *
 * @param event the event; its {@code retry} is the number of failed runs before the good one
 * @param processedDate the database's clock when its run ended
 */
public record ProcessedEvent(StoredEvent event, Instant processedDate) {}
