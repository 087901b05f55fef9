package io.onevent.archfixture.internal.monitor;

import io.opentelemetry.api.OpenTelemetry;

/** A third class that knows it, beside those that may. */
public class OpenTelemetryElsewhere {
    OpenTelemetry field;
}
