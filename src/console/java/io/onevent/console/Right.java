package io.onevent.console;

import java.util.Locale;

/** What a visitor may. */
enum Right {
    /** Look at everything but payloads. */
    VIEW,
    /** Do what changes the queue or its events; whoever may that may look. */
    OPERATE,
    /** See payloads; whoever may that may look. */
    PAYLOAD;

    /** As the configuration and the pages call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
