package io.onevent.internal.config;

import java.time.Duration;

/** How failed runs are repeated. */
public record Retry(int maxRetries, Duration delay, double multiplier, Duration maxDelay, double jitter) {}
