package io.onevent.internal.monitor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Not ready while the tables cannot be reached or events are about to expire. Loaded only where MicroProfile Health is.
 */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    @Inject
    private Condition condition;

    @Override
    public HealthCheckResponse call() {
        Map<String, String> obstacles = condition.obstacles();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("onevent").status(obstacles.isEmpty());
        obstacles.forEach(response::withData);
        return response.build();
    }
}
