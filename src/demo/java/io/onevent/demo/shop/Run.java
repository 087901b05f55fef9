package io.onevent.demo.shop;

import io.onevent.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * One run of a handler.
 *
 * @param number 1 in the first run, one more after each failed one
 * @param outcome running, handled (its transaction has committed), failed, rejected or postponed
 * @param error what the handler threw, or null
 */
public record Run(
        UUID id,
        String name,
        String group,
        int number,
        String thread,
        Instant started,
        long millis,
        String outcome,
        String error) {

    static Run start(StoredEvent event) {
        return new Run(
                event.id(),
                event.name(),
                event.group(),
                event.retry() + 1,
                Thread.currentThread().getName(),
                Instant.now(),
                0,
                "running",
                null);
    }

    Run end(String how, Throwable thrown) {
        return new Run(
                id,
                name,
                group,
                number,
                thread,
                started,
                Duration.between(started, Instant.now()).toMillis(),
                how,
                thrown == null ? null : thrown.getMessage());
    }
}
