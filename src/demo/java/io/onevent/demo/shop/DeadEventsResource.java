package io.onevent.demo.shop;

import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** The page's buttons for dead events. Each tells how many events it changed: none where somebody else was quicker. */
@Path("dead")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DeadEventsResource {

    /** How many events a button changed. */
    public record Changed(int events) {}

    @Inject
    DeadEvents deadEvents;

    /** Lets the event be handled again, with all its retries. */
    @POST
    @Path("{id}/replay")
    public Changed replay(@PathParam("id") UUID id) {
        return new Changed(deadEvents.replay(id) ? 1 : 0);
    }

    /** Deletes the event. */
    @POST
    @Path("{id}/discard")
    public Changed discard(@PathParam("id") UUID id) {
        return new Changed(deadEvents.discard(id) ? 1 : 0);
    }

    /** Lets all dead events be handled again. */
    @POST
    @Path("replay")
    public Changed replayAll() {
        return new Changed(deadEvents.replayAll(DeadEventFilter.all()));
    }

    /** Deletes all dead events. */
    @POST
    @Path("discard")
    public Changed discardAll() {
        return new Changed(deadEvents.discardAll(DeadEventFilter.all()));
    }
}
