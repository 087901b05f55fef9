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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the page asks twice a second. */
@Path("state")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StateResource {

    @Inject
    WaitingEvents events;

    @Inject
    RunLog runs;

    @Inject
    DeadEvents deadEvents;

    @Inject
    OrderTable orders;

    /** An event stays in the table while its handler runs: it is shown as running, not as waiting. */
    @GET
    public State state() {
        List<Run> running = runs.running();
        Set<UUID> runningIds = running.stream().map(Run::id).collect(Collectors.toSet());
        var waiting = events.soonest().stream()
                .filter(event -> !runningIds.contains(event.id()))
                .toList();
        var dead = deadEvents.list(DeadEventFilter.all().limit(60)).stream()
                .map(State.Dead::of)
                .toList();
        return new State(Instant.now(), figures(running.size()), waiting, running, runs.ended(), dead);
    }

    private State.Figures figures(int running) {
        OrderTable.Figures ordersNow = orders.figures();
        return new State.Figures(
                Math.max(0, events.count() - running),
                running,
                runs.count("handled"),
                runs.count("failed"),
                deadEvents.count(DeadEventFilter.all()),
                ordersNow.placed(),
                ordersNow.done());
    }
}
