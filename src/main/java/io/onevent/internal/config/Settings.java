package io.onevent.internal.config;

import java.time.Duration;
import java.util.Map;

/** Every setting, read once and checked. */
public record Settings(
        String dataSource,
        String executor,
        boolean enabled,
        int threads,
        int maxInFlight,
        Duration pollInterval,
        Duration lease,
        Duration handlerTimeout,
        Duration shutdownTimeout,
        Retry retry,
        Duration timeToLive,
        Map<String, Duration> timeToLiveByName,
        Schema schema) {

    /** How long an event of this name lives after it is due where its publisher does not say, or null for ever. */
    public Duration timeToLive(String name) {
        return timeToLiveByName.getOrDefault(name, timeToLive);
    }
}
