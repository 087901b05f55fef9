package io.onevent;

import java.time.Instant;
import java.util.UUID;

/**
 * Why an event waits, or what became of it, as far as the database told a moment ago.
 *
 * @param id the event that was asked for
 * @param name its name, or null if the event is unknown
 * @param answer what keeps it; where several things do, the one that is to be mended first
 * @param at the time that belongs to the answer, by the database's clock: when it is due, until when the instance that
 *     holds it is surely alive, when the queue was paused, when the event died or was processed, or since when it is
 *     due; null if the event is unknown, behind another, or runs on this instance
 * @param by what keeps it: the event before it in its group, or the instance that holds it; null for nothing of that
 *     kind
 * @param reason why it is dead, or null if it is not
 * @param text the same as a sentence, with what to do about it, if there is something
 */
public record Explanation(UUID id, String name, Answer answer, Instant at, UUID by, Reason reason, String text) {

    /** What can keep an event, or have become of it. */
    public enum Answer {
        /** An instance runs it, or has taken it and will run it soon. */
        HELD,
        /**
         * {@link EventQueue#pause()} or {@link EventQueue#pause(String)} was called, or its name is paused because runs
         * of it failed.
         */
        PAUSED,
        /** An event before it in its group, waiting or dead, keeps it. */
        BEHIND,
        /** It is delayed, postponed or waits for a retry. */
        NOT_DUE,
        /** No live instance has a handler for its name. */
        UNHANDLED,
        /** As many events of its name run as may run at once. */
        AT_LIMIT,
        /** Nothing keeps it: it starts when a thread is free. */
        READY,
        /** It is among the dead events, or has expired and is going to be. */
        DEAD,
        /** It was processed, and is kept. */
        PROCESSED,
        /** There is none: it never was committed, was processed and not kept, or was cancelled, discarded or cleaned. */
        UNKNOWN
    }
}
