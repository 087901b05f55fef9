package io.onevent.archfixture.internal.view;

import io.onevent.archfixture.internal.store.UsesPublish;

/** What the console sees shows a room of the engine. */
class UsesStore {
    UsesPublish forbidden;
}
