package io.onevent.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    /** Keys and values in turn. */
    private static Config config(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }

    private static Settings read(String... keysAndValues) {
        return SettingsReader.read(config(keysAndValues));
    }

    /** The problems that the one message of a wrong configuration names. */
    private static List<String> problems(String... keysAndValues) {
        ConfigurationException wrong = catchThrowableOfType(ConfigurationException.class, () -> read(keysAndValues));
        assertThat(wrong).hasMessageStartingWith("ONEVENT-201: the configuration is wrong:\n - ");
        String problems = wrong.getMessage().substring(wrong.getMessage().indexOf("\n - ") + 4);
        return List.of(problems.split("\n - "));
    }

    private static final Settings DEFAULTS = new Settings(
            "java:comp/DefaultDataSource",
            "java:comp/DefaultManagedExecutorService",
            true,
            Mode.SINGLE,
            8,
            256,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            new Retry(5, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2),
            null,
            Map.of(),
            Map.of(),
            Duration.ZERO,
            Map.of(),
            Duration.ofDays(30),
            Duration.ofDays(365),
            Duration.ofMinutes(5),
            false,
            new Breaking(null, Map.of(), Duration.ofSeconds(30), Map.of()),
            Batching.NONE,
            "validate",
            TracingMode.LINK);

    @Test
    void nothing_need_be_configured() {
        assertThat(read()).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @EnumSource
    void a_default_that_is_configured_is_the_default(Key key) {
        if (key.defaultValue() != null) {
            assertThat(read(key.text(), key.defaultValue())).isEqualTo(DEFAULTS);
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                value("onevent.datasource", "java:app/jdbc/shop", Settings::dataSource, "java:app/jdbc/shop"),
                value("onevent.executor", " java:app/pool ", Settings::executor, "java:app/pool"),
                value("onevent.enabled", "false", Settings::enabled, false),
                value("onevent.threads", "16", Settings::threads, 16),
                value("onevent.async.max-in-flight", "1000", Settings::maxInFlight, 1_000),
                value("onevent.poll-interval", "PT2.5S", Settings::pollInterval, Duration.ofMillis(2_500)),
                value("onevent.lease", "PT1M", Settings::lease, Duration.ofMinutes(1)),
                value("onevent.handler-timeout", "PT1H", Settings::handlerTimeout, Duration.ofHours(1)),
                value("onevent.shutdown-timeout", "PT0S", Settings::shutdownTimeout, Duration.ZERO),
                value(
                        "onevent.retry.max-retries",
                        "0",
                        (Settings s) -> s.retry().maxRetries(),
                        0),
                value("onevent.retry.delay", "PT0S", (Settings s) -> s.retry().delay(), Duration.ZERO),
                value(
                        "onevent.retry.multiplier",
                        "1.5",
                        (Settings s) -> s.retry().multiplier(),
                        1.5),
                value(
                        "onevent.retry.max-delay",
                        "PT1H",
                        (Settings s) -> s.retry().maxDelay(),
                        Duration.ofHours(1)),
                value("onevent.retry.jitter", "0", (Settings s) -> s.retry().jitter(), 0.0),
                value("onevent.time-to-live", "P1D", Settings::timeToLive, Duration.ofDays(1)),
                value("onevent.keep-processed", "P7D", Settings::keepProcessed, Duration.ofDays(7)),
                value(
                        "onevent.break-after",
                        "5",
                        settings -> settings.breaking().after("a"),
                        5),
                value(
                        "onevent.break-for",
                        "PT5M",
                        settings -> settings.breaking().time("a"),
                        Duration.ofMinutes(5)),
                value(
                        "onevent.event.a.break-after",
                        "7",
                        settings -> settings.breaking().after("a"),
                        7),
                value(
                        "onevent.event.a.break-for",
                        "PT7M",
                        settings -> settings.breaking().time("a"),
                        Duration.ofMinutes(7)),
                value("onevent.keep-dead", "P90D", Settings::keepDead, Duration.ofDays(90)),
                value("onevent.warn-waiting", "PT1M", Settings::warnWaiting, Duration.ofMinutes(1)),
                value("onevent.schema", "update", Settings::schema, "update"),
                value("onevent.schema", "none", Settings::schema, "none"),
                value("onevent.tracing", "link", Settings::tracing, TracingMode.LINK),
                value("onevent.tracing", " parent ", Settings::tracing, TracingMode.PARENT),
                value("onevent.tracing", "none", Settings::tracing, TracingMode.NONE));
    }

    private static Arguments value(String key, String text, Function<Settings, Object> setting, Object expected) {
        return arguments(key, text, setting, expected);
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_configured_value_is_read(String key, String text, Function<Settings, Object> setting, Object expected) {
        assertThat(setting.apply(read(key, text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "onevent.threads, 1",
        "onevent.threads, 1000",
        "onevent.async.max-in-flight, 1",
        "onevent.async.max-in-flight, 1000000",
        "onevent.poll-interval, PT10S",
        "onevent.lease, PT3S",
        "onevent.lease, P1D",
        "onevent.handler-timeout, PT1S",
        "onevent.handler-timeout, P7D",
        "onevent.shutdown-timeout, P1D",
        "onevent.retry.max-retries, 10000",
        "onevent.retry.delay, PT5M",
        "onevent.retry.multiplier, 1",
        "onevent.retry.multiplier, 1000",
        "onevent.retry.max-delay, PT1S",
        "onevent.retry.max-delay, P365D",
        "onevent.retry.jitter, 1",
        "onevent.time-to-live, PT0.001S",
        "onevent.time-to-live, P36500D",
        "onevent.event.order.placed.time-to-live, PT0.001S",
        "onevent.keep-processed, PT0S",
        "onevent.break-after, 1",
        "onevent.event.order.placed.break-after, 1000000",
        "onevent.break-for, PT1S",
        "onevent.event.order.placed.break-for, P365D",
        "onevent.keep-processed, P36500D",
        "onevent.event.order.placed.keep-processed, PT0S",
        "onevent.keep-dead, PT1S",
        "onevent.warn-waiting, PT1S"
    })
    void the_ends_of_a_range_are_in_it(String key, String text) {
        read(key, text);
    }

    @ParameterizedTest
    @CsvSource({
        "onevent.threads, 0",
        "onevent.threads, 1001",
        "onevent.async.max-in-flight, 0",
        "onevent.async.max-in-flight, 1000001",
        "onevent.poll-interval, PT0.099S",
        "onevent.lease, P1DT1S",
        "onevent.handler-timeout, PT0.999S",
        "onevent.handler-timeout, P7DT1S",
        "onevent.shutdown-timeout, -PT1S",
        "onevent.shutdown-timeout, P1DT1S",
        "onevent.retry.max-retries, -1",
        "onevent.retry.max-retries, 10001",
        "onevent.retry.delay, -PT1S",
        "onevent.retry.multiplier, 0.99",
        "onevent.retry.multiplier, 1001",
        "onevent.retry.multiplier, NaN",
        "onevent.retry.max-delay, P365DT1S",
        "onevent.retry.jitter, -0.1",
        "onevent.retry.jitter, 1.1",
        "onevent.retry.jitter, NaN",
        "onevent.time-to-live, PT0S",
        "onevent.time-to-live, P36501D",
        "onevent.event.order.placed.time-to-live, PT0S",
        "onevent.keep-processed, PT-1S",
        "onevent.break-after, 0",
        "onevent.event.order.placed.break-after, 1000001",
        "onevent.break-for, PT0.9S",
        "onevent.event.order.placed.break-for, P366D",
        "onevent.keep-processed, P36501D",
        "onevent.event.order.placed.keep-processed, PT-1S",
        "onevent.keep-dead, PT0S",
        "onevent.warn-waiting, PT0S",
        "onevent.lease, PT2.999S",
        "onevent.retry.max-delay, -PT1S",
        "onevent.poll-interval, P100000000000000D"
    })
    void a_value_out_of_its_range_is_the_one_problem(String key, String text) {
        assertThat(problems(key, text))
                .singleElement()
                .asString()
                .startsWith(key + " = " + text + " is out of range: ");
    }

    @ParameterizedTest
    @CsvSource({
        "onevent.threads, eight, 8",
        "onevent.threads, 8.5, 8",
        "onevent.threads, 99999999999, 8",
        "onevent.async.max-in-flight, many, 256",
        "onevent.poll-interval, 1s, PT1S",
        "onevent.lease, 30, PT30S",
        "onevent.handler-timeout, P1Y, PT1M",
        "onevent.shutdown-timeout, soon, PT20S",
        "onevent.retry.max-retries, '5,0', 5",
        "onevent.retry.delay, 1000, PT1S",
        "onevent.retry.multiplier, two, 2.0",
        "onevent.retry.max-delay, 5m, PT5M",
        "onevent.retry.jitter, 20%, 0.2",
        "onevent.time-to-live, forever, PT10M",
        "onevent.event.order.placed.time-to-live, forever, PT10M",
        "onevent.keep-processed, forever, PT0S",
        "onevent.break-after, five, 5",
        "onevent.event.order.placed.break-for, long, PT30S",
        "onevent.event.order.placed.keep-processed, forever, P7D",
        "onevent.keep-dead, forever, P30D",
        "onevent.warn-waiting, never, PT5M"
    })
    void a_value_that_cannot_be_read_is_the_one_problem_and_shown_with_an_example(
            String key, String text, String example) {
        assertThat(problems(key, text))
                .containsExactly(key + " = " + text + " cannot be read: write it like " + example);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "1"})
    void enabled_is_true_or_false(String text) {
        assertThat(problems("onevent.enabled", text))
                .containsExactly("onevent.enabled = " + text + " is neither true nor false");
    }

    @Test
    void unknown_words_are_answered_with_the_known_ones() {
        assertThat(problems("onevent.mode", "both"))
                .containsExactly("onevent.mode = both is not known: use single or all");
        assertThat(read("onevent.mode", "all").mode()).isEqualTo(Mode.ALL);
        assertThat(problems("onevent.schema", "Validate"))
                .containsExactly("onevent.schema = Validate is not known: use validate, update or none");
        assertThat(problems("onevent.tracing", "child"))
                .containsExactly("onevent.tracing = child is not known: use link, parent or none");
    }

    @Test
    void the_table_is_looked_at_three_times_within_a_lease() {
        assertThat(read("onevent.poll-interval", "PT20S", "onevent.lease", "PT1M")
                        .pollInterval())
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(problems("onevent.poll-interval", "PT20.001S", "onevent.lease", "PT1M"))
                .containsExactly("onevent.poll-interval = PT20.001S is more than a third of onevent.lease = PT1M: "
                        + "shorten the one or lengthen the other");
        assertThat(problems("onevent.lease", "PT3S", "onevent.poll-interval", "PT2S"))
                .hasSize(1);
    }

    @Test
    void the_first_wait_is_not_longer_than_the_longest() {
        assertThat(problems("onevent.retry.delay", "PT10M"))
                .containsExactly("onevent.retry.delay = PT10M is more than onevent.retry.max-delay = PT5M");
    }

    @Test
    void a_value_that_cannot_be_read_is_compared_with_nothing() {
        assertThat(problems("onevent.lease", "half a minute", "onevent.poll-interval", "PT5S"))
                .containsExactly("onevent.lease = half a minute cannot be read: write it like PT30S");
        assertThat(problems("onevent.retry.delay", "PT2S", "onevent.retry.max-delay", "long"))
                .containsExactly("onevent.retry.max-delay = long cannot be read: write it like PT5M");
    }

    @Test
    void one_message_names_every_bad_key() {
        assertThat(problems(
                        "onevent.enabled", "perhaps",
                        "onevent.mode", "both",
                        "onevent.threads", "0",
                        "onevent.async.max-in-flight", "0",
                        "onevent.poll-interval", "PT0S",
                        "onevent.lease", "x",
                        "onevent.handler-timeout", "x",
                        "onevent.shutdown-timeout", "x",
                        "onevent.retry.max-retries", "x",
                        "onevent.retry.delay", "x",
                        "onevent.retry.multiplier", "x",
                        "onevent.retry.max-delay", "x",
                        "onevent.retry.jitter", "x",
                        "onevent.time-to-live", "x",
                        "onevent.event.a.time-to-live", "x",
                        "onevent.schema", "x"))
                .map(problem -> problem.substring(0, problem.indexOf(" = ")))
                .containsExactlyInAnyOrder(
                        "onevent.enabled",
                        "onevent.mode",
                        "onevent.threads",
                        "onevent.async.max-in-flight",
                        "onevent.poll-interval",
                        "onevent.lease",
                        "onevent.handler-timeout",
                        "onevent.shutdown-timeout",
                        "onevent.retry.max-retries",
                        "onevent.retry.delay",
                        "onevent.retry.multiplier",
                        "onevent.retry.max-delay",
                        "onevent.retry.jitter",
                        "onevent.time-to-live",
                        "onevent.event.a.time-to-live",
                        "onevent.schema");
    }

    @Test
    void a_time_to_live_is_that_of_the_name_or_that_of_all() {
        Settings settings = read(
                "onevent.time-to-live", "P1D",
                "onevent.event.order.placed.time-to-live", "PT1H",
                "onevent.event.time-to-live.time-to-live", " PT2H ");
        assertThat(settings.timeToLive("order.placed")).isEqualTo(Duration.ofHours(1));
        assertThat(settings.timeToLive("time-to-live")).isEqualTo(Duration.ofHours(2));
        assertThat(settings.timeToLive("order")).isEqualTo(Duration.ofDays(1));
        assertThat(read("onevent.event.a.time-to-live", "PT1H").timeToLive("b")).isNull();
    }

    @Test
    void known_keys_and_those_of_others_are_not_unknown() {
        Map<String, String> values = new HashMap<>();
        for (Key key : Key.values()) {
            values.put(key.text(), "x");
        }
        values.put("onevent.event.order.placed.time-to-live", "x");
        values.put("oneventful", "x");
        values.put("quarkus.threads", "x");
        Config config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
        assertThat(SettingsReader.unknownKeys(config)).isEmpty();
    }

    /** On WildFly: with dots for all that is no letter, as the name of the variable does not say which were dashes. */
    @Test
    void what_smallrye_calls_a_variable_is_no_unknown_key() {
        Map<String, String> variables =
                Map.of("ONEVENT_POLL_INTERVAL", "PT1S", "ONEVENT_EVENT_ORDER_PLACED_TIME_TO_LIVE", "PT1H");
        Config config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, 300))
                .build();
        assertThat(config.getPropertyNames()).contains("onevent.poll.interval");
        assertThat(SettingsReader.unknownKeys(config)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "onevent.thread, onevent.threads",
        "onevent.data-source, onevent.datasource",
        "onevent.lesae, onevent.lease",
        "onevent.pollInterval, onevent.poll-interval",
        "onevent.retry.jiter, onevent.retry.jitter",
        "onevent.retry.maxDelay, onevent.retry.max-delay",
        "onevent.handler.timeout, onevent.handler-timeout",
        "onevent.Schema, onevent.schema",
        "onevent.max-retries, onevent.retry.max-retries",
        "onevent.max-in-flight, onevent.async.max-in-flight",
        "onevent.timeToLive, onevent.time-to-live",
        "onevent.event.time-to-live, onevent.time-to-live",
        "onevent.event..time-to-live, onevent.time-to-live"
    })
    void an_unknown_key_is_reported_with_the_nearest_known_one(String unknown, String nearest) {
        assertThat(SettingsReader.unknownKeys(config(unknown, "1", "onevent.threads", "1")))
                .containsExactly(Map.entry(unknown, nearest));
    }
}
