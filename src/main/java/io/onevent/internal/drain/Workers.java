package io.onevent.internal.drain;

import io.onevent.internal.log.Log;

/** The threads that run events: as many as there is work for, at most {@code onevent.threads}, each until nothing is left. */
final class Workers {

    private final Managed managed;
    private final Leads leads;
    private final Taken taken;
    private final Take take;
    private final Work event;
    private final Ends ends;

    Workers(Managed managed, Leads leads, Taken taken, Take take, Work work, Ends ends) {
        this.managed = managed;
        this.leads = leads;
        this.taken = taken;
        this.take = take;
        this.event = work;
        this.ends = ends;
    }

    /** Starts workers for what waits; where the server refuses a thread, the next look at the table tries again. */
    void start() {
        for (int missing = taken.missingWorkers(); missing > 0; missing--) {
            // Counted before it is submitted: one that waits for a thread is not submitted again.
            if (!taken.enterWorker() || !managed.run(this::work, taken::leaveWorker)) {
                return;
            }
        }
    }

    /** Makes the current thread a worker if one is missing, until nothing is left. */
    void help() {
        if (taken.missingWorkers() > 0 && taken.enterWorker()) {
            start();
            work();
        }
    }

    private void work() {
        for (Run run = taken.next(); run != null; run = taken.next()) {
            runOne(run);
            taken.workerIsBack(run);
            readMoreAndStart();
        }
    }

    private void runOne(Run run) {
        try {
            event.run(run);
        } catch (Throwable unforeseen) {
            Log.unforeseen(run.id(), run.name(), unforeseen);
            ends.add(run, Outcome.GIVEN_BACK);
            ends.write();
        }
    }

    /** Also where nothing was read: workers that found no room, because ends waited for their commit, have left. */
    private void readMoreAndStart() {
        try {
            if (taken.runsLow(leads.open())) {
                take.pass();
            }
            start();
        } catch (RuntimeException refused) {
            Log.readRefused(refused);
        }
    }
}
