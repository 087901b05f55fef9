package io.onevent.internal.drain;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Has the engine of a web application begin when that has its context, and stop while its EJBs still work: Payara goes
 * on delivering timers for a moment to beans that it has stopped, and each such delivery keeps the application's class
 * loader on the pool's thread. Outside of a web application, and where its EJBs end first, {@link PollTimer} stops the
 * engine. Declared in web-fragment.xml, which counts also where annotations of libraries do not.
 */
public class WebLife implements ServletContextListener {

    @Inject
    private Engine engine;

    // Not before they are needed: while many applications start at once, Open Liberty may not know the EJBs yet.
    @Inject
    private Instance<PollTimer> eventTimer;

    @Inject
    private Instance<LeaseTimer> leaseTimer;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        engine.beginInContext(event.getServletContext());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (engine.drain().isPresent()) {
            engine.stop();
            eventTimer.get().cancel();
            leaseTimer.get().cancel();
            engine.awaitNoTimer();
        }
    }
}
