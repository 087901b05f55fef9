package io.onevent.archfixture;

import io.onevent.archfixture.internal.log.UsesStore;

/** API that knows what is internal. */
class UsesInternals {
    UsesStore field;
}
