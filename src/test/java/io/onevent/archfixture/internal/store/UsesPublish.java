package io.onevent.archfixture.internal.store;

import io.onevent.archfixture.internal.publish.UsesDrain;

/** A store that publishes: an arrow the wrong way, and a cycle with what publishes. */
public class UsesPublish {
    UsesDrain field;
}
