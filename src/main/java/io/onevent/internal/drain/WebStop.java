package io.onevent.internal.drain;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Stops the engine of a web application while its EJBs still work: Payara goes on delivering timers for a moment to beans that
 * it has stopped, and each such delivery keeps the application's class loader on the pool's thread. Outside of a web
 * application, and where its EJBs end first, {@link EventTimer} stops the engine.
 */
@WebListener
public class WebStop implements ServletContextListener {

    @Inject
    private Engine engine;

    @Inject
    private EventTimer eventTimer;

    @Inject
    private LeaseTimer leaseTimer;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (engine.drain().isPresent()) {
            engine.stop();
            eventTimer.cancel();
            leaseTimer.cancel();
            engine.awaitNoTimer();
        }
    }
}
