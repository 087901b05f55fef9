package io.onevent.internal.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the settings from MicroProfile Config and collects everything that is wrong with them. */
public final class SettingsReader {

    private static final String PREFIX = "onevent.";
    private static final String EVENT_PREFIX = "onevent.event.";
    private static final String TIME_TO_LIVE_SUFFIX = ".time-to-live";
    private static final String MAX_CONCURRENCY_SUFFIX = ".max-concurrency";
    private static final String KEEP_PROCESSED_SUFFIX = ".keep-processed";
    private static final String BREAK_AFTER_SUFFIX = ".break-after";
    private static final String BREAK_FOR_SUFFIX = ".break-for";
    private static final String BATCH_SUFFIX = ".batch";
    private static final String PER_TRANSACTION_SUFFIX = ".events-per-transaction";
    /** What follows the name in the keys for the events of one name. */
    public static final List<String> SUFFIXES = List.of(
            TIME_TO_LIVE_SUFFIX,
            MAX_CONCURRENCY_SUFFIX,
            KEEP_PROCESSED_SUFFIX,
            BREAK_AFTER_SUFFIX,
            BREAK_FOR_SUFFIX,
            BATCH_SUFFIX,
            PER_TRANSACTION_SUFFIX);

    /** More locks more rows for longer, and gains nothing. */
    private static final int MOST_TOGETHER = 1_000;

    private static final Duration SHORTEST_BREAK = Duration.ofSeconds(1);
    private static final Duration LONGEST_BREAK = Duration.ofDays(365);

    /** More is past what a database can take from its clock. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Config config;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Config config) {
        this.config = config;
    }

    /**
     * The settings.
     *
     * @throws ConfigurationException if a value cannot be read, is out of its range or contradicts another; it names
     *     all of them
     */
    public static Settings read(Config config) {
        return new SettingsReader(config).read();
    }

    /**
     * The configuration of the application.
     *
     * @throws ConfigurationException if the server has no MicroProfile Config
     */
    public static Config config() {
        try {
            return ConfigProvider.getConfig();
        } catch (LinkageError | IllegalStateException missing) {
            throw new ConfigurationException(
                    "ONEVENT-223: there is no MicroProfile Config: enable it in the server, on Open Liberty the feature "
                            + "mpConfig-3.1, and leave its API out of the application (" + missing + ")",
                    missing);
        }
    }

    public static boolean isSet(Config config, Key key) {
        return config.getOptionalValue(key.text(), String.class).isPresent();
    }

    /** Whether the test kit is wanted, which does nothing otherwise; false where there is no configuration. */
    public static boolean isTestKitWanted() {
        try {
            return isSet(config(), Key.TEST_KIT) && new SettingsReader(config()).flag(Key.TEST_KIT);
        } catch (RuntimeException none) {
            return false;
        }
    }

    /** The keys below {@code onevent.} that mean nothing, which is most likely a slip of the pen. */
    public static Map<String, String> unknownKeys(Config config) {
        List<String> names = new ArrayList<>();
        config.getPropertyNames().forEach(names::add);
        Map<String, String> unknown = new TreeMap<>();
        for (String name : names) {
            String similar = mostSimilar(name);
            // SmallRye calls a variable of the environment by a name with dots alone.
            char dash = names.contains(name.toUpperCase(Locale.ROOT).replace('.', '_')) ? '.' : '-';
            if (name.startsWith(PREFIX)
                    && !name.equals(similar.replace('-', dash))
                    && SUFFIXES.stream().noneMatch(suffix -> isPerEvent(name, suffix.replace('-', dash)))) {
                unknown.put(name, similar);
            }
        }
        return unknown;
    }

    /** The key with the fewest characters to change; a known key is the most like itself. */
    private static String mostSimilar(String name) {
        String similar = Key.DATASOURCE.text();
        for (Key key : Key.values()) {
            if (Similar.distance(key.text(), name) < Similar.distance(similar, name)) {
                similar = key.text();
            }
        }
        return similar;
    }

    private static boolean isPerEvent(String key, String suffix) {
        return key.startsWith(EVENT_PREFIX)
                && key.endsWith(suffix)
                && key.length() > EVENT_PREFIX.length() + suffix.length();
    }

    private Settings read() {
        Duration lease = duration(Key.LEASE, Duration.ofSeconds(3), Duration.ofDays(1));
        Duration pollInterval = duration(Key.POLL_INTERVAL, Duration.ofMillis(100), Duration.ofDays(1));
        if (isGood(Key.LEASE)
                && isGood(Key.POLL_INTERVAL)
                && pollInterval.multipliedBy(3).compareTo(lease) > 0) {
            problems.add(Key.POLL_INTERVAL.text() + " = " + pollInterval + " is more than a third of "
                    + Key.LEASE.text() + " = " + lease + ": shorten the one or lengthen the other");
        }
        Duration retryDelay = duration(Key.RETRY_DELAY, Duration.ZERO, Duration.ofDays(365));
        Duration retryMaxDelay = duration(Key.RETRY_MAX_DELAY, Duration.ZERO, Duration.ofDays(365));
        if (isGood(Key.RETRY_DELAY) && isGood(Key.RETRY_MAX_DELAY) && retryDelay.compareTo(retryMaxDelay) > 0) {
            problems.add(Key.RETRY_DELAY.text() + " = " + retryDelay + " is more than " + Key.RETRY_MAX_DELAY.text()
                    + " = " + retryMaxDelay);
        }
        Settings settings = new Settings(
                text(Key.DATASOURCE),
                text(Key.EXECUTOR),
                flag(Key.ENABLED),
                mode(),
                number(Key.THREADS, 1, 1_000),
                number(Key.MAX_IN_FLIGHT, 1, 1_000_000),
                pollInterval,
                lease,
                duration(Key.HANDLER_TIMEOUT, Duration.ofSeconds(1), Duration.ofDays(7)),
                duration(Key.SHUTDOWN_TIMEOUT, Duration.ZERO, Duration.ofDays(1)),
                new Retry(
                        number(Key.MAX_RETRIES, 0, 10_000),
                        retryDelay,
                        fraction(Key.RETRY_MULTIPLIER, 1, 1_000),
                        retryMaxDelay,
                        fraction(Key.RETRY_JITTER, 0, 1)),
                timeToLive(Key.TIME_TO_LIVE.text()),
                byName(TIME_TO_LIVE_SUFFIX, this::timeToLive),
                byName(MAX_CONCURRENCY_SUFFIX, this::maxConcurrency),
                duration(Key.KEEP_PROCESSED, Duration.ZERO, FOR_EVER),
                byName(KEEP_PROCESSED_SUFFIX, this::keepProcessed),
                duration(Key.KEEP_DEAD, Duration.ofSeconds(1), FOR_EVER),
                duration(Key.KEEP_AUDIT, Duration.ofSeconds(1), FOR_EVER),
                duration(Key.WARN_WAITING, Duration.ofSeconds(1), FOR_EVER),
                parksGroups(),
                new Breaking(
                        breakAfter(Key.BREAK_AFTER.text()),
                        byName(BREAK_AFTER_SUFFIX, this::breakAfter),
                        duration(Key.BREAK_FOR, SHORTEST_BREAK, LONGEST_BREAK),
                        byName(BREAK_FOR_SUFFIX, this::breakFor)),
                new Batching(byName(BATCH_SUFFIX, this::together), byName(PER_TRANSACTION_SUFFIX, this::together)),
                schema(),
                tracing());
        flag(Key.TEST_KIT);
        if (!problems.isEmpty()) {
            throw ConfigurationException.of(problems);
        }
        return settings;
    }

    /** What is wrong by itself is compared with nothing. */
    private boolean isGood(Key key) {
        for (String problem : problems) {
            if (problem.startsWith(key.text() + " = ")) {
                return false;
            }
        }
        return true;
    }

    private Mode mode() {
        String mode = text(Key.MODE);
        if (!mode.equals("single") && !mode.equals("all")) {
            problems.add(Key.MODE.text() + " = " + mode + " is not known: use single or all");
        }
        return mode.equals("all") ? Mode.ALL : Mode.SINGLE;
    }

    private String schema() {
        String schema = text(Key.SCHEMA);
        if (!List.of("validate", Settings.UPDATE_SCHEMA, Settings.NO_SCHEMA).contains(schema)) {
            problems.add(Key.SCHEMA.text() + " = " + schema + " is not known: use validate, update or none");
        }
        return schema;
    }

    private TracingMode tracing() {
        String tracing = text(Key.TRACING);
        for (TracingMode mode : TracingMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(tracing)) {
                return mode;
            }
        }
        problems.add(Key.TRACING.text() + " = " + tracing + " is not known: use link, parent or none");
        return TracingMode.NONE;
    }

    private boolean parksGroups() {
        String onDead = text(Key.GROUP_ON_DEAD);
        if (!onDead.equals("continue") && !onDead.equals("park")) {
            problems.add(Key.GROUP_ON_DEAD.text() + " = " + onDead + " is not known: use continue or park");
        }
        return onDead.equals("park");
    }

    /** The values of the keys {@code onevent.event.<name><suffix>}, by name. */
    private <T> Map<String, T> byName(String suffix, Function<String, T> read) {
        Map<String, T> byName = new HashMap<>();
        for (String key : config.getPropertyNames()) {
            if (isPerEvent(key, suffix)) {
                T value = read.apply(key);
                if (value != null) {
                    byName.put(key.substring(EVENT_PREFIX.length(), key.length() - suffix.length()), value);
                }
            }
        }
        return Map.copyOf(byName);
    }

    private Duration timeToLive(String key) {
        String value = configured(key);
        return value == null ? null : inRange(key, value, Duration.ofMillis(1), FOR_EVER, "PT10M");
    }

    private Duration keepProcessed(String key) {
        String value = configured(key);
        return value == null ? null : inRange(key, value, Duration.ZERO, FOR_EVER, "P7D");
    }

    private Integer breakAfter(String key) {
        String value = configured(key);
        return value == null ? null : inRange(key, value, 1, 1_000_000, "5");
    }

    private Duration breakFor(String key) {
        String value = configured(key);
        return value == null ? null : inRange(key, value, SHORTEST_BREAK, LONGEST_BREAK, Key.BREAK_FOR.defaultValue());
    }

    private Integer maxConcurrency(String key) {
        String value = configured(key);
        return value == null ? null : inRange(key, value, 1, 1_000_000, "4");
    }

    private Integer together(String key) {
        String value = configured(key);
        return value == null ? null : inRange(key, value, 1, MOST_TOGETHER, "20");
    }

    private String text(Key key) {
        String value = configured(key.text());
        return value == null ? key.defaultValue() : value;
    }

    private String configured(String key) {
        String value = config.getOptionalValue(key, String.class).orElse(null);
        return value == null ? null : value.strip();
    }

    private boolean flag(Key key) {
        String value = text(key);
        if (!value.equals("true") && !value.equals("false")) {
            problems.add(key.text() + " = " + value + " is neither true nor false");
        }
        return value.equals("true");
    }

    private int number(Key key, int least, int most) {
        return inRange(key.text(), text(key), least, most, key.defaultValue());
    }

    private double fraction(Key key, double least, double most) {
        return inRange(key.text(), text(key), least, most, key.defaultValue());
    }

    private Duration duration(Key key, Duration least, Duration most) {
        return inRange(key.text(), text(key), least, most, key.defaultValue());
    }

    @SuppressWarnings("unchecked")
    private <T extends Comparable<T>> T inRange(String key, String value, T least, T most, String example) {
        T parsed;
        try {
            parsed = (T) parsed(value, least);
        } catch (NumberFormatException | DateTimeException unreadable) {
            problems.add(key + " = " + value + " cannot be read: write it like " + example);
            return least;
        }
        if (parsed.compareTo(least) < 0 || parsed.compareTo(most) > 0) {
            problems.add(key + " = " + value + " is out of range: " + least + " to " + most);
        }
        return parsed;
    }

    /** The value as an object of the same type as another. */
    private static Object parsed(String value, Object other) {
        if (other instanceof Integer) {
            return Integer.valueOf(value);
        }
        return other instanceof Double ? (Object) Double.valueOf(value) : Duration.parse(value);
    }
}
