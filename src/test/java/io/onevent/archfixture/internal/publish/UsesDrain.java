package io.onevent.archfixture.internal.publish;

import io.onevent.archfixture.internal.drain.UsesMonitor;
import io.onevent.archfixture.internal.store.UsesPublish;

/** Publishing that drains. */
public class UsesDrain {
    UsesMonitor field;
    UsesPublish cycle;
}
