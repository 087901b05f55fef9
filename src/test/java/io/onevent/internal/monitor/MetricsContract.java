package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.onevent.QueueStatus;
import io.onevent.Reason;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an API shows of the figures, as Prometheus reads it: the same of each. */
abstract class MetricsContract {

    private SeContainer container;
    private Metrics metrics;

    /** The class that uses the API, and one that gives it what a server has behind it. */
    abstract List<Class<?>> beans();

    /** What Prometheus reads. */
    abstract String scrape();

    @BeforeEach
    void start() {
        container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Metrics.class, NoMetrics.class)
                .addBeanClasses(beans().toArray(Class<?>[]::new))
                .initialize();
        metrics = container.select(Metrics.class).get();
        metrics.starts("shop", "shop");
        metrics.works(working(Map.of()));
    }

    @AfterEach
    void close() {
        container.close();
    }

    Metrics metrics() {
        return metrics;
    }

    private List<String> lines(String name, String... labels) {
        return scrape().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .toList();
    }

    /** The value of the one line that has this name and these labels. */
    private double shown(String name, String... labels) {
        List<String> lines = lines(name, labels);
        assertThat(lines)
                .as(name + Arrays.toString(labels) + " in\n" + scrape())
                .hasSize(1);
        return Double.parseDouble(lines.get(0).substring(lines.get(0).lastIndexOf(' ') + 1));
    }

    private static Watcher.Engine working(Map<String, Duration> longestRuns) {
        return new Watcher.Engine() {
            @Override
            public boolean isAlive() {
                return true;
            }

            @Override
            public Duration unprovenFor() {
                return Duration.ZERO;
            }

            @Override
            public Map<String, Duration> longestRuns() {
                return longestRuns;
            }
        };
    }

    static Sample sample(QueueStatus.Name... names) {
        return new Sample(
                new QueueStatus(Instant.ofEpochSecond(100), false, List.of(), List.of(names), List.of(), List.of()),
                Map.of("a", Map.of(Reason.FAILED, 4L, Reason.EXPIRED, 1L)),
                Map.of("a", 2, "b", 3),
                Map.of("a", 1));
    }

    static QueueStatus.Name name(String name) {
        return new QueueStatus.Name(name, 7, 2, 5, 6, Instant.ofEpochSecond(60));
    }

    @Test
    void published_events_are_counted_by_name() {
        metrics.published("a", 2);
        metrics.published("a", 3);
        metrics.published("b", 1);
        assertThat(shown("onevent_published_total", "name=\"a\"")).isEqualTo(5);
        assertThat(shown("onevent_published_total", "name=\"b\"")).isEqualTo(1);
    }

    @Test
    void runs_are_counted_by_their_end() {
        metrics.ended("a", Watcher.End.PROCESSED, Duration.ZERO);
        metrics.ended("a", Watcher.End.PROCESSED, Duration.ZERO);
        metrics.ended("a", Watcher.End.FAILED, Duration.ZERO);
        assertThat(shown("onevent_runs_total", "name=\"a\"", "outcome=\"processed\""))
                .isEqualTo(2);
        assertThat(shown("onevent_runs_total", "name=\"a\"", "outcome=\"failed\""))
                .isEqualTo(1);
    }

    @Test
    void times_are_measured_in_seconds() {
        metrics.ended("a", Watcher.End.PROCESSED, Duration.ofMillis(1_500));
        metrics.ended("a", Watcher.End.FAILED, Duration.ofMillis(500));
        metrics.started("a", Duration.ofMillis(250), Duration.ofHours(1));
        assertThat(shown("onevent_run_seconds_count", "name=\"a\"")).isEqualTo(2);
        assertThat(shown("onevent_run_seconds_sum", "name=\"a\"")).isCloseTo(2, within(1e-6));
        assertThat(shown("onevent_start_delay_seconds_sum", "name=\"a\"")).isCloseTo(0.25, within(1e-6));
        assertThat(shown("onevent_start_slack_seconds_sum", "name=\"a\"")).isCloseTo(3_600, within(1e-6));
    }

    @Test
    void an_event_without_an_expiry_or_after_it_has_no_slack() {
        metrics.started("a", Duration.ZERO, null);
        metrics.started("a", Duration.ZERO, Duration.ofSeconds(-1));
        assertThat(lines("onevent_start_slack_seconds_count")).isEmpty();
    }

    @Test
    void the_last_sample_is_shown() {
        assertThat(shown("onevent_running")).isZero();
        metrics.sampled(sample(name("b")));
        metrics.sampled(sample(name("a")));
        assertThat(shown("onevent_running")).isEqualTo(5);
        assertThat(shown("onevent_waiting", "name=\"a\"")).isEqualTo(7);
        assertThat(shown("onevent_waiting", "name=\"b\"")).isZero();
        assertThat(shown("onevent_unhandled", "name=\"a\"")).isEqualTo(6);
        assertThat(shown("onevent_oldest_waiting_seconds", "name=\"a\"")).isEqualTo(40);
        assertThat(shown("onevent_overdue", "name=\"a\"")).isEqualTo(1);
        assertThat(shown("onevent_dead", "name=\"a\"", "reason=\"FAILED\"")).isEqualTo(4);
        assertThat(shown("onevent_dead", "name=\"a\"", "reason=\"EXPIRED\"")).isEqualTo(1);
    }

    @Test
    void names_that_are_paused_are_shown_as_one_also_those_that_have_no_events() {
        QueueStatus status = sample(name("a"), name("b")).status();
        List<QueueStatus.PausedName> paused = List.of(
                new QueueStatus.PausedName("a", Instant.EPOCH, null, false),
                new QueueStatus.PausedName("c", Instant.EPOCH, Instant.EPOCH, true));
        metrics.sampled(new Sample(
                new QueueStatus(status.sampled(), false, paused, status.names(), List.of(), List.of()),
                Map.of(),
                Map.of(),
                Map.of()));
        assertThat(shown("onevent_paused", "name=\"a\"")).isEqualTo(1);
        assertThat(shown("onevent_paused", "name=\"b\"")).isZero();
        assertThat(shown("onevent_paused", "name=\"c\"")).isEqualTo(1);
        metrics.sampled(sample(name("a")));
        assertThat(shown("onevent_paused", "name=\"a\"")).isZero();
        assertThat(shown("onevent_paused", "name=\"c\"")).isZero();
    }

    @Test
    void how_long_the_longest_run_takes_so_far_is_shown_as_it_is_now() {
        Map<String, Duration> longest = new HashMap<>();
        metrics.works(working(longest));
        metrics.sampled(sample(name("a"), name("b")));
        assertThat(shown("onevent_longest_run_seconds", "name=\"a\"")).isZero();
        longest.put("a", Duration.ofMillis(1_500));
        assertThat(shown("onevent_longest_run_seconds", "name=\"a\"")).isEqualTo(1.5);
        assertThat(shown("onevent_longest_run_seconds", "name=\"b\"")).isZero();
    }

    @Test
    void a_sample_is_shown_also_after_a_garbage_collection() {
        metrics.sampled(sample(name("a")));
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        await("garbage is collected").until(() -> {
            System.gc();
            return garbage.get() == null;
        });
        assertThat(shown("onevent_waiting", "name=\"a\"")).isEqualTo(7);
    }

    @Test
    void names_beyond_the_most_are_counted_together() {
        int names = Counts.MOST_NAMES + 5;
        for (int i = 0; i < names; i++) {
            metrics.published("name-" + i, 1);
        }
        metrics.sampled(sample(
                IntStream.range(0, names).mapToObj(i -> name("name-" + i)).toArray(QueueStatus.Name[]::new)));
        assertThat(lines("onevent_published_total")).hasSize(Counts.MOST_NAMES + 1);
        assertThat(shown("onevent_published_total", "name=\"(others)\"")).isEqualTo(5);
        assertThat(lines("onevent_waiting")).hasSizeLessThanOrEqualTo(Counts.MOST_NAMES);
    }

    @Test
    void a_stopped_application_is_read_and_counted_no_more() {
        metrics.published("a", 1);
        metrics.sampled(sample(name("a")));
        metrics.stops();
        metrics.published("a", 1);
        metrics.published("b", 1);
        metrics.sampled(sample(name("b")));
        assertThat(scrape()).doesNotContain("onevent_running", "onevent_waiting", "onevent_dead", "name=\"b\"");
        assertThat(lines("onevent_published_total", "} 2")).isEmpty();
    }

    @Test
    void a_started_again_application_is_shown_again() {
        metrics.stops();
        metrics.starts("shop", "shop");
        metrics.works(working(Map.of()));
        metrics.sampled(sample(name("a")));
        metrics.published("c", 1);
        assertThat(shown("onevent_waiting", "name=\"a\"")).isEqualTo(7);
        assertThat(shown("onevent_published_total", "name=\"c\"")).isEqualTo(1);
    }

    /** One look at the console of such an instance would else be shown for as long as it lives. */
    @Test
    void a_sample_of_an_instance_that_only_publishes_is_not_shown() {
        metrics.stops();
        metrics.starts("shop", "shop");
        metrics.sampled(sample(name("a")));
        assertThat(lines("onevent_waiting")).isEmpty();
        assertThat(lines("onevent_paused")).isEmpty();
    }
}
