package io.onevent.internal.drain;

import io.onevent.internal.drain.DatabaseGuard.Step;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.drain.tidy.Tidying;
import io.onevent.internal.operate.UnhandledNames;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What keeps nobody waiting is done aside, so that it keeps nobody waiting where the database is slow either. */
final class Chores {

    private final ServerThreads threads;
    private final DatabaseGuard guard;
    private final Membership membership;
    private final Tidying tidying;
    private final UnhandledNames unhandled;
    private final BooleanSupplier sampling;
    private final AtomicBoolean underWay = new AtomicBoolean();

    Chores(
            ServerThreads threads,
            DatabaseGuard guard,
            Membership membership,
            Tidying tidying,
            UnhandledNames unhandled,
            BooleanSupplier sampling) {
        this.threads = threads;
        this.guard = guard;
        this.membership = membership;
        this.tidying = tidying;
        this.unhandled = unhandled;
        this.sampling = sampling;
    }

    /** Does them on another thread, unless they are under way. */
    void start() {
        if (underWay.compareAndSet(false, true)) {
            threads.run(
                    () -> {
                        try {
                            doAll();
                        } finally {
                            underWay.set(false);
                        }
                    },
                    () -> underWay.set(false));
        }
    }

    private void doAll() {
        guard.attempt(Step.ROWS, () -> tidying.keepRows(membership.timeoutSeconds()));
        guard.attempt(Step.UNHANDLED, this::lookForUnhandled);
        guard.attempt(Step.SAMPLE, sampling);
        guard.run(Step.CLEANING, this::clean);
    }

    /** Says now what no live instance handles; throws nothing. */
    void tellUnhandled() {
        unhandled.beDue();
        guard.attempt(Step.UNHANDLED, this::lookForUnhandled);
    }

    private boolean lookForUnhandled() {
        Set<String> handled = membership.handledByAnyone();
        return handled != null && unhandled.look(handled);
    }

    private void clean() {
        if (membership.isAlive()) {
            tidying.clean(membership.timeoutSeconds());
        }
    }
}
