package io.onevent.internal.monitor;

import io.onevent.StoredEvent;
import io.onevent.internal.discover.UnreadablePayloadException;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.Failure;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Follows events from those who publish them to those who handle them, in the tracing of the server. Throws nothing:
 * what goes wrong in the server's tracing is said once, and the event goes its way without.
 */
public final class Tracing {

    private static final Runnable NOTHING = () -> {};

    private final TracingApi api;
    private final AtomicBoolean told = new AtomicBoolean();

    Tracing(TracingApi api) {
        this.api = api;
    }

    /**
     * An event is being published by the current thread.
     *
     * @param carrier gets what is to travel with the event; of no use where null is returned
     * @return what is to be ended when it is stored, or null for nothing
     */
    public Span send(String name, UUID id, String group, Map<String, String> carrier) {
        return open(() -> api.send(name, id, group, carrier));
    }

    /** A run of these events, which are of one name, begins; what is to be ended with it, or null for nothing. */
    public Span process(List<StoredEvent> events) {
        return open(() -> api.process(events));
    }

    private Span open(Supplier<TracingApi.Open> begin) {
        try {
            return new Span(begin.get());
        } catch (Throwable thrown) {
            fails(thrown);
            return null;
        }
    }

    private void fails(Throwable thrown) {
        if (told.compareAndSet(false, true)) {
            Log.tracingFails(thrown);
        }
    }

    /** A part of the way of one event. */
    public final class Span {

        private final TracingApi.Open open;

        private Span(TracingApi.Open open) {
            this.open = open;
        }

        /** Makes it the current one of this thread until what is returned is run on the same thread. */
        public Runnable enter() {
            Runnable leave;
            try {
                leave = open.enter();
            } catch (Throwable thrown) {
                fails(thrown);
                return NOTHING;
            }
            return () -> {
                try {
                    leave.run();
                } catch (Throwable thrown) {
                    fails(thrown);
                }
            };
        }

        /** It is about the event of this id, whatever was said before. */
        public void isOf(UUID id) {
            try {
                open.isOf(id);
            } catch (Throwable thrown) {
                fails(thrown);
            }
        }

        /** Ends it well, with a word about what has come of it, or null. */
        public void end(String note) {
            end(note, null);
        }

        /** Ends it as failed by this. */
        public void failed(Throwable why) {
            end(null, why);
        }

        private void end(String note, Throwable why) {
            try {
                if (note != null) {
                    open.note(note);
                }
            } catch (Throwable thrown) {
                fails(thrown);
            }
            try {
                open.end(why == null ? null : failure(why));
            } catch (Throwable thrown) {
                fails(thrown);
            }
        }
    }

    /** Read here and now: what was thrown may do anything when it is read, and belongs to the application. */
    private static Failure failure(Throwable why) {
        // Its stack trace quotes the payload, which goes to nobody but the table.
        return why instanceof UnreadablePayloadException unreadable
                ? new Failure(why.getClass().getName(), unreadable.why(), null)
                : Failure.of(why);
    }
}
