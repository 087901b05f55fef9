package io.onevent.demo.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The page's publish buttons. */
@Path("publish/{what}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PublishResource {

    /** The ids of the published events, or why there are none. */
    public record Published(List<UUID> ids, String rolledBack) {}

    @Inject
    Shop shop;

    /** Publishes what the path says. */
    @POST
    public Published publish(@PathParam("what") String what) {
        try {
            return new Published(place(what), null);
        } catch (Shop.PaymentFailedException rolledBack) {
            return new Published(List.of(), rolledBack.getMessage());
        }
    }

    private List<UUID> place(String what) {
        return switch (what) {
            case "placed", "slow", "fails-twice", "poison", "rejected", "postponed" -> shop.place("order." + what);
            case "unhandled" -> shop.place("order.unhandled");
            case "rolled-back" -> shop.placeAndFail();
            case "delayed" -> shop.placeForLater(Duration.ofSeconds(10));
            case "expiring" -> shop.placeBehindSlowOne(Duration.ofSeconds(2));
            case "group" -> shop.placeInOrder(5, "customer-7");
            case "burst" -> shop.placeBurst(1000);
            default -> throw new NotFoundException("nothing to publish is called " + what);
        };
    }
}
