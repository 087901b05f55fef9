package io.onevent.console;

import io.onevent.internal.view.OperatorsView.Deed;
import java.util.Locale;

/** What a form can ask for. */
enum Verb {
    PAUSE,
    RESUME,
    RUN_NOW,
    RESCHEDULE,
    CANCEL(Deed.CANCEL, "cancelled"),
    REPLAY(Deed.REPLAY, "replayed"),
    DISCARD(Deed.DISCARD, "discarded"),
    RESTORE(Deed.RESTORE, "restored"),
    FORGET(Deed.FORGET, "deleted"),
    STOP;

    /** What it does to events that have to be confirmed, or null. */
    final Deed deed;

    final String past;

    Verb() {
        this(null, null);
    }

    Verb(Deed deed, String past) {
        this.deed = deed;
        this.past = past;
    }

    /** As addresses and forms have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word().equals(word)) {
                return verb;
            }
        }
        return null;
    }

    static Verb of(Deed deed) {
        for (Verb verb : values()) {
            if (verb.deed == deed) {
                return verb;
            }
        }
        throw new IllegalArgumentException(String.valueOf(deed));
    }

    /** As a reader has it, with a capital. */
    static String words(Deed deed) {
        return switch (deed) {
            case CANCEL -> "Cancel";
            case REPLAY -> "Replay";
            case DISCARD -> "Discard";
            case RESTORE -> "Restore";
            case FORGET -> "Delete";
        };
    }

    /** The page with the events that a deed is done to. */
    static String page(Deed deed) {
        return switch (deed) {
            case CANCEL -> "waiting";
            case REPLAY, DISCARD -> "dead";
            case RESTORE, FORGET -> "processed";
        };
    }
}
