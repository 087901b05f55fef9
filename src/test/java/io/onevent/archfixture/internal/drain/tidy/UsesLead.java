package io.onevent.archfixture.internal.drain.tidy;

/** Tidying that leads. */
public class UsesLead {
    io.onevent.archfixture.internal.drain.lead.UsesRun field;
}
