package io.onevent.internal.operate;

import io.onevent.DeadEvent;
import io.onevent.Explanation;
import io.onevent.Explanation.Answer;
import io.onevent.ProcessedEvent;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.jpa.EventRepository.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Says why an event waits, or what became of it. */
@ApplicationScoped
public class Explainer {

    @Inject
    private OpenedStore opened;

    @Inject
    private LocalState local;

    Explanation explain(UUID id) {
        Optional<Waiting> waiting = opened.store().waiting().find(id);
        return waiting.isPresent()
                ? new WhyItWaits(waiting.get(), opened.store(), local.now()).answer()
                : whatBecameOf(id);
    }

    private Explanation whatBecameOf(UUID id) {
        Optional<DeadEvent> dead = opened.store().dead().find(id);
        if (dead.isPresent()) {
            return dead(dead.get());
        }
        Optional<ProcessedEvent> processed = opened.store().processed().find(id);
        if (processed.isPresent()) {
            Instant at = processed.get().processedDate();
            String text = "it was processed at " + at + "; ProcessedEvents.replay runs it again";
            return new Explanation(id, processed.get().event().name(), Answer.PROCESSED, at, null, null, text);
        }
        return new Explanation(
                id,
                null,
                Answer.UNKNOWN,
                null,
                null,
                null,
                "there is no such event: its transaction was not committed, or it was processed and is not kept "
                        + "(onevent.keep-processed), cancelled, discarded, or cleaned");
    }

    private static Explanation dead(DeadEvent dead) {
        String text = "it is dead: " + dead.reason() + " at " + dead.lastFailure()
                + (dead.message() == null ? "" : ", " + dead.message())
                + "; mend the cause, then DeadEvents.replay runs it again and DeadEvents.discard throws it away";
        UUID id = dead.event().id();
        return new Explanation(id, dead.event().name(), Answer.DEAD, dead.lastFailure(), null, dead.reason(), text);
    }
}
