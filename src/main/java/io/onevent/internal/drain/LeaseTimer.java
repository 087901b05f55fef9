package io.onevent.internal.drain;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** Renews the lease every third of it. A bean of its own, so that neither a long look at the table nor a busy executor delays it. */
@Singleton
@Startup
@DependsOn("EventTimer")
@TransactionManagement(TransactionManagementType.BEAN)
public class LeaseTimer {

    @Inject
    private Engine engine;

    @Resource
    private TimerService timers;

    @PostConstruct
    void start() {
        engine.drain()
                .ifPresent(drain -> timers.createIntervalTimer(
                        0, engine.settings().lease().dividedBy(3).toMillis(), new TimerConfig(null, false)));
    }

    @Timeout
    void renew() {
        engine.drain().ifPresent(Drain::renew);
    }
}
