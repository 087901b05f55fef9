package io.onevent.archfixture.internal.operate;

import io.onevent.archfixture.internal.drain.Named;

/** An operator who drains. */
public class UsesDrain {
    Named field;
}
