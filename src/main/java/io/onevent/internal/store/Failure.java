package io.onevent.internal.store;

import io.onevent.internal.log.Thrown;
import java.sql.SQLException;
import javax.transaction.xa.XAException;

/** What went wrong, cut to what the columns of a dead event hold. */
public record Failure(String errorClass, String message, String stackTrace) {

    private static final int MOST_CLASS = 500;
    private static final int MOST_MESSAGE = 4_000;
    private static final int MOST_STACK_TRACE = 32_000;

    public Failure {
        errorClass = cut(errorClass, MOST_CLASS);
        message = cut(message, MOST_MESSAGE);
        stackTrace = cut(stackTrace, MOST_STACK_TRACE);
    }

    /** A failure that was no throwable. */
    public static Failure saying(String message) {
        return new Failure(null, message, null);
    }

    public static Failure of(Throwable thrown) {
        Thrown read = Thrown.of(thrown);
        return new Failure(read.className(), withWordsOfDatabase(read.message(), thrown), read.stackTrace());
    }

    /** The same without the words of its causes, which may quote a payload. */
    public static Failure inItsOwnWords(Throwable thrown) {
        Thrown read = Thrown.of(thrown);
        return new Failure(read.className(), read.message(), read.stackTrace());
    }

    /** What a database said is seldom in the words of what was thrown at last. */
    private static String withWordsOfDatabase(String message, Throwable thrown) {
        String words = null;
        for (Throwable cause : Thrown.chain(thrown)) {
            if (cause instanceof SQLException || cause instanceof XAException) {
                words = Thrown.words(cause);
            }
        }
        if (words == null || message != null && message.contains(words)) {
            return message;
        }
        return message == null ? words : cut(message, MOST_MESSAGE / 2) + ": " + words;
    }

    private static String cut(String text, int most) {
        if (text == null) {
            return null;
        }
        String storable = text.replace('\0', ' ');
        if (storable.length() <= most) {
            return storable;
        }
        int end = Character.isHighSurrogate(storable.charAt(most - 1)) ? most - 1 : most;
        return storable.substring(0, end);
    }
}
