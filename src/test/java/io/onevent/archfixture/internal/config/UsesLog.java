package io.onevent.archfixture.internal.config;

import io.onevent.archfixture.internal.log.UsesStore;

/** A configuration that logs. */
public class UsesLog {
    UsesStore field;
}
