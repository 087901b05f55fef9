package io.onevent.internal.config;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How failed runs are repeated: exponentially later, spread by jitter so that what failed together does not come back
 * together.
 */
public record Retry(int maxRetries, Duration delay, double multiplier, Duration maxDelay, double jitter) {

    /**
     * The wait after a failed run that came after this many others: spread, and still never longer than the longest.
     */
    public Duration after(int failedRunsBefore) {
        double millis = delay.toMillis() * Math.pow(multiplier, failedRunsBefore);
        double bounded = Math.min(millis, maxDelay.toMillis() / (1 + jitter));
        double spread = 1 + jitter * ThreadLocalRandom.current().nextDouble(-1, 1);
        return Duration.ofMillis(Math.round(bounded * spread));
    }
}
