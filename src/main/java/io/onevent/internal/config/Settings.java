package io.onevent.internal.config;

import java.time.Duration;
import java.util.Map;

/** Every setting, read once and checked. */
public record Settings(
        String dataSource,
        String executor,
        boolean enabled,
        Mode mode,
        int threads,
        int maxInFlight,
        Duration pollInterval,
        Duration lease,
        Duration handlerTimeout,
        Duration shutdownTimeout,
        Retry retry,
        Duration timeToLive,
        Map<String, Duration> timeToLiveByName,
        Map<String, Integer> maxConcurrencyByName,
        Duration keepProcessed,
        Map<String, Duration> keepProcessedByName,
        Duration keepDead,
        Duration warnWaiting,
        boolean parksGroups,
        Breaking breaking,
        Batching batching,
        String schema,
        TracingMode tracing) {

    /** The {@link #schema} that runs the Liquibase changelog when the application starts. */
    public static final String UPDATE_SCHEMA = "update";

    /**
     * The {@link #schema} that looks at no table when the application starts; any other fails the deployment for one
     * that is missing.
     */
    public static final String NO_SCHEMA = "none";

    /** How long an event of this name lives after it is due where its publisher does not say, or null for ever. */
    public Duration timeToLive(String name) {
        return timeToLiveByName.getOrDefault(name, timeToLive);
    }

    /** How long a processed event of this name is kept; zero for not at all. */
    public Duration keepProcessed(String name) {
        return keepProcessedByName.getOrDefault(name, keepProcessed);
    }
}
