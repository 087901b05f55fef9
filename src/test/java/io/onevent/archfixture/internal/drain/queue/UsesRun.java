package io.onevent.archfixture.internal.drain.queue;

/** A queue that runs. */
public class UsesRun {
    io.onevent.archfixture.internal.drain.run.UsesLead field;
}
