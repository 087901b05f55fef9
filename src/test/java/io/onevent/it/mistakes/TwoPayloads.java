package io.onevent.it.mistakes;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes two payloads. */
@ApplicationScoped
public class TwoPayloads {

    @OnEvent("mistake")
    void handle(Item first, Item second) {}

    public record Item(long id) {}
}
