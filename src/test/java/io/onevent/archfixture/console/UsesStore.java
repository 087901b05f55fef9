package io.onevent.archfixture.console;

import io.onevent.archfixture.internal.store.UsesPublish;

/** The console goes into a room of the engine. */
class UsesStore {
    UsesPublish forbidden;
}
