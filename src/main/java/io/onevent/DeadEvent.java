package io.onevent;

import java.time.Instant;

/**
 * An event that will not be run again unless it is {@linkplain DeadEvents#replay replayed}.
 *
 * @param event the event; its {@code retry} is the number of retries it had used
 * @param reason why it is dead; {@link Reason#UNREADABLE} also where its row names a reason that this version does not
 *     know
 * @param errorClass the class of the last throwable, or null where there was none
 * @param message what was wrong, at most 4,000 characters, or null: of a throwable its message, and what a database
 *     said, if that is its cause
 * @param stackTrace the last throwable's stack trace, at most 32,000 characters, or null where there was none
 * @param firstFailure the database's clock at the first failed run that was counted; where there was none, as of one
 *     that expired, at its death
 * @param lastFailure the database's clock when it died
 */
public record DeadEvent(
        StoredEvent event,
        Reason reason,
        String errorClass,
        String message,
        String stackTrace,
        Instant firstFailure,
        Instant lastFailure) {}
