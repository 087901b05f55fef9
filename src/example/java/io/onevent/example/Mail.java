package io.onevent.example;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The outside world, which no transaction rolls back: so it is told the event's id, and sends one mail for it. */
@ApplicationScoped
public class Mail {

    private final Map<UUID, String> sent = new LinkedHashMap<>();

    /** Sends, unless that was done for this event. */
    public synchronized void send(String to, String text, UUID event) {
        sent.putIfAbsent(event, to + ": " + text);
    }

    /** {@return what was sent} */
    public synchronized List<String> sent() {
        return new ArrayList<>(sent.values());
    }

    /** Forgets it. */
    public synchronized void forget() {
        sent.clear();
    }
}
