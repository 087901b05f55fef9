package io.onevent.internal.discover;

/** How the handlers of a name run; the same for all handlers of one name. */
public enum Kind {
    /** In a transaction begun for the event, which ends the event too. */
    TRANSACTIONAL,
    /** On a thread, without a transaction; the event is ended after the method has returned. */
    PLAIN,
    /** Returning a {@code CompletionStage}; the event is ended when the stage completes. */
    STAGED
}
