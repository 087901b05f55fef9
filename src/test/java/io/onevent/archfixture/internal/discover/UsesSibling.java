package io.onevent.archfixture.internal.discover;

import io.onevent.archfixture.internal.store.UsesPublish;

/** Discovery that knows the tables. */
class UsesSibling {
    UsesPublish field;
}
