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
        Duration keepAudit,
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

    /** How often an instance sees what others have published, if nothing else lets it look at the table. */
    public static final Duration GLANCE_INTERVAL = Duration.ofMillis(200);

    /** Within so much an event starts that another instance has published, if a thread is free. */
    public Duration startElsewhere() {
        Duration next = pollInterval.compareTo(GLANCE_INTERVAL) < 0 ? pollInterval : GLANCE_INTERVAL;
        return next.multipliedBy(2);
    }

    /** How long an event of this name lives after it is due where its publisher does not say, or null for ever. */
    public Duration timeToLive(String name) {
        return timeToLiveByName.getOrDefault(name, timeToLive);
    }

    /** How long a processed event of this name is kept; zero for not at all. */
    public Duration keepProcessed(String name) {
        return keepProcessedByName.getOrDefault(name, keepProcessed);
    }
}
