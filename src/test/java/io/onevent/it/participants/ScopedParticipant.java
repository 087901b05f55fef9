package io.onevent.it.participants;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionScoped;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Remembers as long as the transaction lasts. */
@TransactionScoped
public class ScopedParticipant implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<UUID> events = new ArrayList<>();

    @Inject
    private transient Deeds deeds;

    public void remember(UUID event) {
        events.add(event);
    }

    public void write() {
        events.forEach(event -> deeds.write(event, "transaction.scoped"));
    }
}
