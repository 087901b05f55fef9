package io.onevent.internal.drain;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/**
 * Starts the engine with the application and renews the lease every third of it. A bean of its own, so that neither a
 * long look at the table nor a busy executor delays it; the first to come and the last to go, so that the lease is kept
 * while the engine waits for what still runs. Its concurrency is its own affair, as that of {@link PollTimer}: a
 * container would have each call wait for one that hangs in the database.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class LeaseTimer {

    @Inject
    private Engine engine;

    @Resource
    private TimerService timers;

    @PostConstruct
    void start() {
        engine.start();
        if (engine.handles()) {
            timers.createIntervalTimer(
                    0, engine.settings().lease().dividedBy(3).toMillis(), new TimerConfig(null, false));
        }
    }

    @Timeout
    void renew() {
        engine.renew();
    }

    /** From now on the timer does not come. */
    public void cancel() {
        timers.getTimers().forEach(Timer::cancel);
    }
}
