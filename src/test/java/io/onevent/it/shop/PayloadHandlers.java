package io.onevent.it.shop;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Handlers of payloads of some types, which the JSON-B of each server must carry. */
@ApplicationScoped
public class PayloadHandlers {

    /** A payload. */
    public record Leg(String from, Optional<String> to, Instant at) {}

    /** A payload. */
    public record Journey(List<Leg> legs, Map<Integer, Leg> byNumber, ZonedDateTime start, double length) {}

    /** A payload, of a circle or a square. */
    @JsonbTypeInfo({
        @JsonbSubtype(alias = "circle", type = Circle.class),
        @JsonbSubtype(alias = "square", type = Square.class)
    })
    public sealed interface Shape permits Circle, Square {}

    /** A shape. */
    public record Circle(int radius) implements Shape {}

    /** A shape. */
    public record Square(int side) implements Shape {}

    /** JSON-B sees nothing of it. */
    public static final class Opaque {

        private final Object state = new Object();

        Object state() {
            return state;
        }
    }

    @OnEvent("payload.journey")
    void travel(Journey journey) {
        Seen.add("payload.journey", journey);
    }

    @OnEvent("payload.shape")
    void draw(Shape shape) {
        Seen.add("payload.shape", shape);
    }

    @OnEvent("payload.legs")
    void walk(List<Leg> legs) {
        Seen.add("payload.legs", legs);
    }
}
