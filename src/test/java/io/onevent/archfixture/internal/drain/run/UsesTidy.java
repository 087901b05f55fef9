package io.onevent.archfixture.internal.drain.run;

/** A run that tidies. */
public class UsesTidy {
    io.onevent.archfixture.internal.drain.tidy.UsesLead field;
}
