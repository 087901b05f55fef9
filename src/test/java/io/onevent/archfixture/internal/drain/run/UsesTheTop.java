package io.onevent.archfixture.internal.drain.run;

/** A run that knows what drives it. */
public class UsesTheTop {
    io.onevent.archfixture.internal.drain.Named field;
}
