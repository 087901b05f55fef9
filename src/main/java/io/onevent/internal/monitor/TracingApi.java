package io.onevent.internal.monitor;

import io.onevent.StoredEvent;
import io.onevent.internal.store.Failure;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The API in which a server has its tracing: one class, which is no bean where the API is missing. Whatever it throws
 * is kept by {@link Tracing} from those who publish and handle.
 */
interface TracingApi {

    /** What has begun and has not ended. */
    interface Open {

        /** Makes it what the current thread is about, until what is returned is run on the same thread. */
        Runnable enter();

        /** It is about the event of this id, whatever was said before. */
        void isOf(UUID id);

        /** Notes what has become of it. */
        void note(String what);

        /** Ends it, as failed unless that is null. */
        void end(Failure failure);
    }

    /**
     * Finds what the server has behind the API; false if nothing.
     *
     * @param asChildren whether what handles an event is a child of what published it, and not linked to it
     */
    boolean connect(boolean asChildren);

    /** Where it was found. */
    String title();

    /** An event is being published; puts into the carrier what its handling needs to find back to that. */
    Open send(String name, UUID id, String group, Map<String, String> carrier);

    /** A run of these events begins, of which there is one at least, and all are of one name. */
    Open process(List<StoredEvent> events);
}
