package io.onevent.demo.shop;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Refuses what a page of another site sends by the visitor's browser: it might kill an instance. */
@Provider
public class OwnPagesOnly implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        if (request.getMethod().equals("POST") && site != null && !site.equals("same-origin")) {
            request.abortWith(Response.status(Response.Status.FORBIDDEN)
                    .type(MediaType.TEXT_PLAIN)
                    .entity("That was not sent by this page.")
                    .build());
        }
    }
}
