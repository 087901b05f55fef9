package io.onevent.internal.drain.run;

import io.onevent.StoredEvent;
import io.onevent.internal.drain.queue.Run;
import java.util.List;

/** Comes between runs and their handlers, on the thread that runs them: a test does. */
public interface RunWatch {

    /** These runs are handled together from now on, with these events; before their transaction, unless they share it. */
    void begins(List<Run> runs, List<StoredEvent> events);

    /** A handler is going to be called: what this throws counts as thrown by it, and it is not called. */
    void calls(Run run) throws Throwable;
}
