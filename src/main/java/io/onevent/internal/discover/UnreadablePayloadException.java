package io.onevent.internal.discover;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import io.onevent.internal.log.Thrown;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A payload cannot be read for a handler, and never will be. Its message names event, type and handler; what JSON-B
 * says is in the stack trace only, and shortened: it quotes the payload.
 */
public final class UnreadablePayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_OF_A_MESSAGE = 300;
    private static final int MOST_CAUSES = 10;

    private final String why;

    private UnreadablePayloadException(StoredEvent event, String why, Throwable cause) {
        super("event " + event.name() + " " + event.id() + ": " + why, cause);
        this.why = why;
    }

    private static UnreadablePayloadException with(
            String why, Throwable cause, StoredEvent event, Type type, Handler handler) {
        String name = type instanceof Class<?> simple ? Candidate.inSource(simple) : type.getTypeName();
        String sentence = "its payload cannot be read as " + name + " for " + handler + " (" + why
                + "); mend the type, with an adapter perhaps, or the payload, and replay it";
        return new UnreadablePayloadException(event, sentence, cause);
    }

    /** The message without the event. */
    public String why() {
        return why;
    }

    /** What to throw where this was thrown while the payload was read. */
    static RuntimeException of(RuntimeException thrown, StoredEvent event, Type type, Handler handler) {
        List<Throwable> chain = Thrown.chain(thrown);
        boolean wantsSomething = chain.stream()
                .anyMatch(cause -> cause instanceof RejectEventException || cause instanceof PostponeEventException);
        return wantsSomething ? thrown : of(chain, event, type, handler);
    }

    /** The same for an error that comes again whenever this payload is read. */
    static RuntimeException of(Error thrown, StoredEvent event, Type type, Handler handler) {
        return of(Thrown.chain(thrown), event, type, handler);
    }

    private static RuntimeException of(List<Throwable> chain, StoredEvent event, Type type, Handler handler) {
        String classes = chain.stream()
                .limit(MOST_CAUSES)
                .map(cause -> cause.getClass().getName())
                .distinct()
                .collect(Collectors.joining(", "));
        Quoted cause = null;
        for (int i = Math.min(chain.size(), MOST_CAUSES) - 1; i >= 0; i--) {
            cause = new Quoted(chain.get(i), cause);
        }
        return with(classes + ": the stack trace of the dead event says more", cause, event, type, handler);
    }

    /** For a payload that is read without an error, but not as what it was written from. */
    static RuntimeException because(String why, StoredEvent event, Type type, Handler handler) {
        return with(why, null, event, type, handler);
    }

    /** Stands in for a cause, whose message may be as long as the payload. */
    private static final class Quoted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String className;

        private Quoted(Throwable of, Quoted cause) {
            super(shortened(Thrown.of(of).message()), cause, false, true);
            className = of.getClass().getName();
            setStackTrace(Thrown.frames(of));
        }

        private static String shortened(String message) {
            return message == null || message.length() <= MOST_OF_A_MESSAGE
                    ? message
                    : message.substring(0, MOST_OF_A_MESSAGE) + "...";
        }

        @Override
        public String toString() {
            return className + (getMessage() == null ? "" : ": " + getMessage());
        }
    }
}
