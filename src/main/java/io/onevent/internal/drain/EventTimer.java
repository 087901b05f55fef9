package io.onevent.internal.drain;

import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.log.Log;
import io.onevent.internal.publish.Opened;
import io.onevent.internal.publish.WakeAfterCommit;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
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
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Starts the engine with the application, drives it with two timers, and stops it. The timers are not persistent: a
 * persistent one is lost with its owner on Payara Micro, so which instance leads is decided in the database.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class EventTimer {

    private static final String RENEW = "renew the lease";
    private static final String POLL = "look at the table";

    @Inject
    private Opened opened;

    @Inject
    private WakeAfterCommit wakeAfterCommit;

    @Inject
    private OnEventExtension extension;

    @Inject
    private Instance<RequestContextController> requestContexts;

    @Resource
    private TimerService timers;

    private volatile Drain drain;

    @PostConstruct
    void start() {
        Settings settings = opened.settings();
        opened.store();
        Handlers handlers = extension.handlers();
        if (!settings.enabled() || handlers.names().isEmpty()) {
            Log.publishesOnly(settings.enabled());
            return;
        }
        drain = new Drain(
                settings,
                application(),
                opened.store(),
                opened.transactions(),
                handlers,
                new Handling(opened.payloads(), requestContexts),
                managedExecutor(settings));
        wakeAfterCommit.to(drain::wake);
        every(settings.lease().dividedBy(3), RENEW);
        every(settings.pollInterval(), POLL);
        Log.started(handlers.names(), settings.threads());
    }

    private void every(Duration interval, String what) {
        timers.createIntervalTimer(0, interval.toMillis(), new TimerConfig(what, false));
    }

    @Timeout
    void tick(Timer timer) {
        Drain running = drain;
        if (running == null) {
            return;
        }
        if (timer.getInfo().equals(RENEW)) {
            running.renew();
        } else {
            running.poll();
        }
    }

    @PreDestroy
    void stop() {
        wakeAfterCommit.toNobody();
        if (drain != null) {
            drain.stop();
            drain = null;
        }
    }

    /**
     * Tasks run in the naming and class loading context of this bean, whoever submits them: the thread that completes a
     * stage has no context, and that of a publisher may have an identity that is not the handlers'.
     */
    private static Executor managedExecutor(Settings settings) {
        try {
            ManagedExecutorService service = InitialContext.doLookup(settings.executor());
            ContextService contexts = InitialContext.doLookup("java:comp/DefaultContextService");
            Executor inContext = contexts.currentContextExecutor();
            return task -> service.execute(() -> inContext.execute(task));
        } catch (NamingException | ClassCastException missing) {
            throw new ConfigurationException(
                    "ONEVENT-211: there is no ManagedExecutorService " + settings.executor()
                            + ": set onevent.executor to the JNDI name of one (" + missing.getMessage() + ")",
                    missing);
        }
    }

    private static String application() {
        return name("java:app/AppName") + "/" + name("java:module/ModuleName");
    }

    private static String name(String jndi) {
        try {
            return InitialContext.doLookup(jndi);
        } catch (NamingException unnamed) {
            return "?";
        }
    }
}
