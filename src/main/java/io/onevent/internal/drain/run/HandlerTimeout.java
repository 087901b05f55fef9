package io.onevent.internal.drain.run;

import io.onevent.internal.drain.queue.Run;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** How long a run may take: {@code onevent.handler-timeout}. */
public final class HandlerTimeout {

    private final Duration most;

    public HandlerTimeout(Duration most) {
        this.most = most;
    }

    /** For a transaction, whole seconds and not less. */
    int seconds() {
        return (int) Math.min(Integer.MAX_VALUE, most.plusMillis(999).toSeconds());
    }

    boolean isOver(Run run) {
        return run.isTimedOut() || run.runNanos() > most.toNanos();
    }

    boolean isOverFor(Duration grace, Run run) {
        return run.runNanos() > most.plus(grace).toNanos();
    }

    TimeoutException exception() {
        return new TimeoutException("the handler ran longer than onevent.handler-timeout = " + most);
    }

    TimeoutException exceptionOfStage() {
        return new TimeoutException("the stage did not complete within onevent.handler-timeout = " + most);
    }
}
