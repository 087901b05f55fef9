package io.onevent.internal.drain.run;

import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.EventTable;
import io.onevent.internal.store.TakenEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Looks after events that were taken and then cancelled, put off or replaced. Their runs come to nothing anyway, since
 * their ends find another version: this only sees to it that they do not go on for longer than they must.
 */
public final class Recalls {

    private final Handlers handlers;
    private final EventTable events;
    private final LocalQueue queue;
    private final Membership membership;
    private final Stages stages;
    private final EndQueue ends;

    public Recalls(
            Handlers handlers,
            EventTable events,
            LocalQueue queue,
            Membership membership,
            Stages stages,
            EndQueue ends) {
        this.handlers = handlers;
        this.events = events;
        this.queue = queue;
        this.membership = membership;
        this.stages = stages;
        this.ends = ends;
    }

    /** Lets go of what waits here in a former version, and interrupts the handlers of what runs in one. */
    public void look() {
        Life life = membership.life();
        List<TakenEvent> waiting = queue.waiting();
        // Before it is called a suspect's start is committed, which changes its version and might not be seen yet.
        List<Run> called = queue.running().stream()
                .filter(run -> run.outcome() == null && isCalled(run))
                .toList();
        Set<UUID> ids = new HashSet<>();
        waiting.forEach(event -> ids.add(event.id()));
        called.forEach(run -> ids.add(run.id()));
        if (life == null || ids.isEmpty()) {
            return;
        }
        Map<UUID, Integer> versions = events.versions(ids);
        letGo(waiting.stream().filter(event -> isFormer(event, versions)).toList(), life);
        called.stream().filter(run -> isFormer(run.event(), versions)).forEach(this::recall);
        ends.write();
    }

    /** Whether a handler is at work on it, or its stage is open. */
    private static boolean isCalled(Run run) {
        return calling(run).isInHandler() || run.handlers() != null;
    }

    /** The one of its call that has a thread, if any has. */
    private static Run calling(Run run) {
        return run.isInHandler() ? run : run.first();
    }

    private static boolean isFormer(TakenEvent event, Map<UUID, Integer> versions) {
        return !Integer.valueOf(event.version()).equals(versions.get(event.id()));
    }

    private void letGo(List<TakenEvent> former, Life life) {
        List<TakenEvent> dropped = queue.drop(former);
        ends.release(dropped, life);
        for (TakenEvent event : dropped) {
            queue.mayHaveMore(event.name());
            if (event.event().group() != null) {
                queue.mayHaveMore(new WakeUp(null, event.event().group(), false));
            }
        }
    }

    /** Of those that are handled together without a transaction the end of this one comes to nothing, and no other's. */
    private void recall(Run run) {
        if (run.call().size() > 1 && handlers.kind(run.name()) != Kind.TRANSACTIONAL) {
            return;
        }
        run.recall();
        if (calling(run).interruptOnce()) {
            Log.recalled(run.id(), run.name());
        } else if (run.handlers() != null && !run.isInHandler()) {
            stages.end(run, Outcome.SUPERSEDED);
        }
    }
}
