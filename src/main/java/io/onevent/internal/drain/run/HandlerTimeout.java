package io.onevent.internal.drain.run;

import io.onevent.internal.drain.queue.Run;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** How long a run may take, and all that are handled together with it: {@code onevent.handler-timeout}. */
public final class HandlerTimeout {

    private static final Duration LONG_ENOUGH = Duration.ofMillis(100);

    private final Duration most;

    public HandlerTimeout(Duration most) {
        this.most = most;
    }

    /** For a transaction, whole seconds and not less. */
    int seconds() {
        return (int) Math.min(Integer.MAX_VALUE, most.plusMillis(999).toSeconds());
    }

    boolean isOver(Run run) {
        return run.isTimedOut() || run.first().runNanos() > most.toNanos();
    }

    boolean isOverFor(Duration grace, Run run) {
        return run.first().runNanos() > most.plus(grace).toNanos();
    }

    /** Whether a transaction that began with this run takes no further event, so that locks and waiting stay short. */
    boolean isTransactionLongEnough(Run first) {
        return first.runNanos() > LONG_ENOUGH.toNanos();
    }

    TimeoutException exception() {
        return new TimeoutException("the handler ran longer than onevent.handler-timeout = " + most);
    }

    TimeoutException exceptionOfStage() {
        return new TimeoutException("the stage did not complete within onevent.handler-timeout = " + most);
    }
}
