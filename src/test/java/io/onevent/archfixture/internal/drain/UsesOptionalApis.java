package io.onevent.archfixture.internal.drain;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.metrics.Counter;
import org.glassfish.external.statistics.Statistic;

/** Uses APIs that a server may lack where nothing leaves it out. */
public final class UsesOptionalApis {

    private UsesOptionalApis() {}

    static final class OfMetrics {
        Counter counter;
    }

    static final class OfMicrometer {
        MeterRegistry registry;
    }

    static final class OfOpenTelemetry {
        OpenTelemetry telemetry;
    }

    static final class OfHealth {
        HealthCheck check;
    }

    static final class OfTheConsole {
        Statistic statistic;
    }
}
