package io.onevent.internal.discover.elsewhere;

import io.onevent.OnEvent;
import java.util.ArrayList;
import java.util.List;

/** What beans of another package inherit. */
public abstract class Carrier {

    private final List<String> done = new ArrayList<>();

    @OnEvent("order.placed")
    void ship() {
        done.add("shipped");
    }

    @OnEvent("order.paid")
    protected void pack() {
        done.add("packed");
    }

    public List<String> done() {
        return done;
    }
}
