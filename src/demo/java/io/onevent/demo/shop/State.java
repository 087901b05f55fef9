package io.onevent.demo.shop;

import io.onevent.DeadEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the page shows: the lists hold the first ones only, the figures count all. */
public record State(
        Instant now,
        String here,
        List<Launcher.Server> servers,
        Figures figures,
        List<WaitingEvents.Waiting> waiting,
        List<Run> running,
        List<Run> ended,
        List<Dead> dead) {

    /** The numbers at the top of the page: runs since the start, everything else as it lies in the database. */
    public record Figures(
            long waiting, long running, long handled, long failed, long dead, long ordersPlaced, long ordersDone) {}

    /** A dead event, as much of it as leads to the console. */
    public record Dead(UUID id, String name, String reason, String errorClass, String message, Instant lastFailure) {

        static Dead of(DeadEvent dead) {
            return new Dead(
                    dead.event().id(),
                    dead.event().name(),
                    dead.reason().name(),
                    dead.errorClass(),
                    dead.message(),
                    dead.lastFailure());
        }
    }
}
