package io.onevent.internal.config;

/** Every configuration key with its default, as the table in docs/configuration.md shows them. */
public enum Key {
    DATASOURCE("onevent.datasource", "java:comp/DefaultDataSource"),
    EXECUTOR("onevent.executor", "java:comp/DefaultManagedExecutorService"),
    ENABLED("onevent.enabled", "true"),
    MODE("onevent.mode", "single"),
    THREADS("onevent.threads", "8"),
    MAX_IN_FLIGHT("onevent.async.max-in-flight", "256"),
    POLL_INTERVAL("onevent.poll-interval", "PT1S"),
    LEASE("onevent.lease", "PT30S"),
    HANDLER_TIMEOUT("onevent.handler-timeout", "PT1M"),
    SHUTDOWN_TIMEOUT("onevent.shutdown-timeout", "PT20S"),
    MAX_RETRIES("onevent.retry.max-retries", "5"),
    RETRY_DELAY("onevent.retry.delay", "PT1S"),
    RETRY_MULTIPLIER("onevent.retry.multiplier", "2.0"),
    RETRY_MAX_DELAY("onevent.retry.max-delay", "PT5M"),
    RETRY_JITTER("onevent.retry.jitter", "0.2"),
    TIME_TO_LIVE("onevent.time-to-live", null),
    KEEP_PROCESSED("onevent.keep-processed", "PT0S"),
    KEEP_DEAD("onevent.keep-dead", "P30D"),
    KEEP_AUDIT("onevent.keep-audit", "P365D"),
    WARN_WAITING("onevent.warn-waiting", "PT5M"),
    GROUP_ON_DEAD("onevent.group.on-dead", "continue"),
    BREAK_AFTER("onevent.break-after", null),
    BREAK_FOR("onevent.break-for", "PT30S"),
    SCHEMA("onevent.schema", "validate"),
    TRACING("onevent.tracing", "link"),
    TEST_KIT("onevent.testkit", "false"),
    CONSOLE_ENABLED("onevent.console.enabled", "false"),
    CONSOLE_OPEN("onevent.console.open", "false"),
    CONSOLE_ROLE_VIEW("onevent.console.role.view", null),
    CONSOLE_ROLE_OPERATE("onevent.console.role.operate", null),
    CONSOLE_ROLE_PAYLOAD("onevent.console.role.payload", null);

    private final String text;
    private final String defaultValue;

    Key(String text, String defaultValue) {
        this.text = text;
        this.defaultValue = defaultValue;
    }

    /** The key as it is written in the configuration. */
    public String text() {
        return text;
    }

    /** The value where none is configured, or null for none. */
    public String defaultValue() {
        return defaultValue;
    }
}
