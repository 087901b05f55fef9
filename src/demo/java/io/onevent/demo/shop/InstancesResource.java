package io.onevent.demo.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;

/** The page's buttons for the two instances. */
@Path("instances/{name: [a-z]+}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class InstancesResource {

    @Inject
    Launcher launcher;

    /** Ends its process as a power failure would. If it is this one, there is no answer. */
    @POST
    @Path("kill")
    public List<Launcher.Server> kill(@PathParam("name") String name) {
        return orRefused(launcher::kill, name);
    }

    /** Starts a process for it, whose page comes some seconds later. */
    @POST
    @Path("start")
    public List<Launcher.Server> start(@PathParam("name") String name) {
        return orRefused(launcher::start, name);
    }

    private static List<Launcher.Server> orRefused(Function<String, List<Launcher.Server>> act, String name) {
        try {
            return act.apply(name);
        } catch (Launcher.RefusedException refused) {
            throw new WebApplicationException(Response.status(Response.Status.CONFLICT)
                    .type(MediaType.TEXT_PLAIN)
                    .entity(refused.getMessage())
                    .build());
        }
    }
}
