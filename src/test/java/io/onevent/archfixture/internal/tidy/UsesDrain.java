package io.onevent.archfixture.internal.tidy;

import io.onevent.archfixture.internal.drain.UsesMonitor;

/** Tidying that drains. */
public class UsesDrain {
    UsesMonitor field;
}
