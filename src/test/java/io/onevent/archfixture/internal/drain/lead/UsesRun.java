package io.onevent.archfixture.internal.drain.lead;

/** An instance that runs. */
public class UsesRun {
    io.onevent.archfixture.internal.drain.run.UsesLead field;
}
