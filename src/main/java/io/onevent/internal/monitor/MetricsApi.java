package io.onevent.internal.monitor;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/**
 * An API in which a server may show metrics: one class for each, which is no bean where the API is missing. Which
 * figures there are, and with which labels, is decided by {@link Metrics}; it calls from one thread at a time, and what
 * it gets from several.
 */
interface MetricsApi {

    /** Those that there are, the first choice first. */
    enum Kind {
        MICROPROFILE_METRICS("MicroProfile Metrics"),
        MICROMETER("Micrometer"),
        OPEN_TELEMETRY("OpenTelemetry"),
        NONE("JMX alone");

        final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    Kind kind();

    /** Finds what the server has behind the API; false if nothing. */
    boolean connect();

    /** Returns what counts so many more. */
    LongConsumer counter(Figure figure, Map<String, String> labels);

    /** Returns what measures one more. */
    Consumer<Duration> timer(Figure figure, Map<String, String> labels);

    /** Shows the value as it is whenever it is looked at. */
    void gauge(Figure figure, Map<String, String> labels, DoubleSupplier value);

    /** Leaves nothing of this application in the server. */
    void removeAll();
}
