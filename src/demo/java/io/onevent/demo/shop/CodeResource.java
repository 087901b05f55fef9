package io.onevent.demo.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What the code behind a button looks like. */
@Path("code/{button}/{event}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CodeResource {

    /** As it stands in the source; no handler where there is none. */
    public record Code(String publishing, String handler) {}

    private static final SourceCode SOURCE = SourceCode.packaged();

    /** The methods that publish and handle it. */
    @GET
    public Code code(@PathParam("button") String button, @PathParam("event") String event) {
        return new Code(
                SOURCE.publishing(button).orElseThrow(() -> new NotFoundException("no button is called " + button)),
                SOURCE.handler(event).orElse(null));
    }
}
