package io.onevent.demo.shop;

import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the page asks twice a second. */
@Path("state")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StateResource {

    private static final int DEAD_LISTED = 12;

    @Inject
    WaitingEvents events;

    @Inject
    RunTable runs;

    @Inject
    LatestRuns latest;

    @Inject
    DeadEvents deadEvents;

    @Inject
    OrderTable orders;

    @Inject
    Launcher launcher;

    @Inject
    Here here;

    /** An event stays in the table while its handler runs: it is shown as running, not as waiting. */
    @GET
    public State state() {
        runs.endLost();
        List<WaitingEvents.Waiting> soonest = events.soonest();
        Set<LatestRuns.Together> bursts = new HashSet<>(latest.bursts());
        bursts.addAll(Bursts.of(soonest));
        LatestRuns.Found found = latest.find(bursts);
        var waiting = Bursts.sumUp(soonest, found.running(), bursts);
        var dead = deadEvents.list(DeadEventFilter.all().limit(DEAD_LISTED)).stream()
                .map(State.Dead::of)
                .toList();
        int running = found.running().stream().mapToInt(Run::count).sum();
        return new State(
                Instant.now(),
                here.name(),
                launcher.servers(),
                figures(running),
                waiting,
                found.running(),
                found.ended(),
                dead);
    }

    private State.Figures figures(int running) {
        OrderTable.Figures ordersNow = orders.figures();
        Map<String, Integer> outcomes = latest.outcomes();
        return new State.Figures(
                Math.max(0, events.count() - running),
                running,
                outcomes.getOrDefault("handled", 0),
                outcomes.getOrDefault("failed", 0),
                deadEvents.count(DeadEventFilter.all()),
                ordersNow.placed(),
                ordersNow.done());
    }
}
