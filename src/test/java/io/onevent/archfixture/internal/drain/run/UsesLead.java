package io.onevent.archfixture.internal.drain.run;

/** A run that leads, in a circle. */
public class UsesLead {
    io.onevent.archfixture.internal.drain.lead.UsesRun field;
}
