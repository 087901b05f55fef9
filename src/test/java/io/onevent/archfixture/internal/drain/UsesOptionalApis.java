package io.onevent.archfixture.internal.drain;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.metrics.Counter;
import org.glassfish.external.statistics.Statistic;

/** Uses APIs that a server may lack where nothing leaves it out. */
public final class UsesOptionalApis {

    private UsesOptionalApis() {}

    static final class OfMetrics {
        Counter counter;
    }

    static final class OfHealth {
        HealthCheck check;
    }

    static final class OfTheConsole {
        Statistic statistic;
    }
}
