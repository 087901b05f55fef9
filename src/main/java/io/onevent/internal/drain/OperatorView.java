package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.Overdue;
import io.onevent.internal.operate.LocalState;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The state of an engine as an operator asks for it. */
record OperatorView(Drain drain, Membership membership, LocalQueue queue, Overdue overdueRuns)
        implements LocalState.View {

    @Override
    public UUID instance() {
        Life life = membership.life();
        return life == null ? null : life.id();
    }

    @Override
    public Map<String, Integer> running() {
        return queue.runningByName();
    }

    @Override
    public Set<UUID> runningIds() {
        return queue.running().stream().map(Run::id).collect(Collectors.toSet());
    }

    @Override
    public Map<String, Integer> overdue() {
        return overdueRuns.byName();
    }

    @Override
    public Integer limit(String name) {
        return queue.limit(name);
    }

    @Override
    public void obeyPause() {
        drain.obeyPauseAtOnce();
    }

    @Override
    public void tellUnhandled() {
        drain.tellUnhandled();
    }
}
