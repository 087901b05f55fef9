package io.onevent.archfixture.internal.publish;

import io.onevent.archfixture.internal.drain.Named;
import io.onevent.archfixture.internal.store.UsesPublish;

/** Publishing that drains. */
public class UsesDrain {
    Named field;
    UsesPublish cycle;
}
