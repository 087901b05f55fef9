package io.onevent.internal.drain;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
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
 * Makes the engine look at the table every {@code onevent.poll-interval}, but not more often than all servers
 * do, which is for {@link Heartbeat}, and stops it with the application. The timer
 * is not persistent: a persistent one is lost with its owner on Payara Micro, so which instance leads is decided in the
 * database.
 */
@Singleton
@Startup
@DependsOn("LeaseTimer")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class PollTimer {

    @Inject
    private Engine engine;

    @Resource
    private TimerService timers;

    @PostConstruct
    void start() {
        if (engine.handles()) {
            long millis = Math.max(engine.settings().pollInterval().toMillis(), Heartbeat.LEAST_OF_TIMERS.toMillis());
            timers.createIntervalTimer(0, millis, new TimerConfig(null, false));
        }
    }

    @Timeout
    void poll() {
        engine.poll();
    }

    /** From now on the timer does not come. */
    public void cancel() {
        timers.getTimers().forEach(Timer::cancel);
    }

    @PreDestroy
    void stop() {
        engine.stop();
    }
}
