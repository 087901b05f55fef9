package io.onevent.it.participants;

import jakarta.ejb.BeforeCompletion;
import jakarta.ejb.Stateful;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.UUID;

/** Does its work when the transaction of its caller completes. */
@Stateful
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class CompletionParticipant {

    @Inject
    private Deeds deeds;

    private UUID event;

    public void leave(UUID event) {
        this.event = event;
    }

    @BeforeCompletion
    void write() {
        deeds.write(event, "stateful.completion");
    }
}
