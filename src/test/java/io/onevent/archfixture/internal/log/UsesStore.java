package io.onevent.archfixture.internal.log;

import io.onevent.archfixture.internal.store.UsesPublish;

/** A log that is no leaf. */
public class UsesStore {
    UsesPublish field;
}
