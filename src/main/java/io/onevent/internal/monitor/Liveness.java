package io.onevent.internal.monitor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Dead only if the engine's timer has stopped, which a restart mends. Loaded only where MicroProfile Health is. */
@org.eclipse.microprofile.health.Liveness
@ApplicationScoped
public class Liveness implements HealthCheck {

    @Inject
    private Condition condition;

    @Override
    public HealthCheckResponse call() {
        Duration stuckFor = condition.stuckFor();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("onevent").status(stuckFor == null);
        if (stuckFor != null) {
            response.withData("timer", "no look at the table has come back for " + stuckFor.toSeconds() + " s");
        }
        return response.build();
    }
}
