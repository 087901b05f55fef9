package io.onevent.internal.drain;

import io.onevent.internal.config.Retry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** When a failed run is repeated: exponentially later, spread by jitter so that what failed together does not come back together. */
final class Backoff {

    private final Retry retry;

    Backoff(Retry retry) {
        this.retry = retry;
    }

    int maxRetries() {
        return retry.maxRetries();
    }

    /** The wait after a failed run that came after this many others: spread, and still never longer than the longest. */
    Duration after(int failedRunsBefore) {
        double millis = retry.delay().toMillis() * Math.pow(retry.multiplier(), failedRunsBefore);
        double bounded = Math.min(millis, retry.maxDelay().toMillis() / (1 + retry.jitter()));
        double spread = 1 + retry.jitter() * ThreadLocalRandom.current().nextDouble(-1, 1);
        return Duration.ofMillis(Math.round(bounded * spread));
    }
}
