package io.onevent.internal.drain;

import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.drain.run.HandlerCall;
import io.onevent.internal.drain.run.RunWatch;
import io.onevent.internal.drain.threads.Components;
import io.onevent.internal.drain.threads.Relay;
import io.onevent.internal.drain.threads.RequestContexts;
import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.drain.threads.ThreadComponent;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.OwnContext;
import io.onevent.internal.monitor.Traces;
import io.onevent.internal.monitor.Watcher;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.operate.LocalState;
import io.onevent.internal.operate.Sampler;
import io.onevent.internal.publish.OpenedPayloads;
import io.onevent.internal.publish.WakeAfterCommit;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.security.CodeSource;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Builds the drain of this deployment, if it handles events at all, and keeps it for the timers. */
@ApplicationScoped
public class Engine implements OwnContext {

    private static final int CALL_SECONDS = 60;

    @Inject
    private OpenedStore opened;

    @Inject
    private WakeAfterCommit wakeAfterCommit;

    @Inject
    private Watchers watchers;

    @Inject
    private Traces traces;

    @Inject
    private Sampler sampler;

    @Inject
    private LocalState local;

    @Inject
    private OpenedPayloads payloads;

    @Inject
    private OnEventExtension extension;

    @Inject
    private Instance<RequestContextController> controllers;

    @Inject
    private Instance<ThreadComponent> beans;

    /** This machine's monotonic clock. */
    private LongSupplier clock = System::nanoTime;

    private volatile Components components;
    private volatile ServerThreads threads;
    private volatile Relay relay;
    private volatile Drain built;
    private volatile Drain drain;
    private volatile Heartbeat heartbeat;
    private final TicksUnderWay ticks = new TicksUnderWay();

    /** To be called before the start: everything of this engine that is decided by the time goes by this. */
    void goBy(LongSupplier monotonic) {
        clock = monotonic;
    }

    /** Opens the store, so that what is wrong with it fails the deployment, and builds the drain. */
    void start() {
        try {
            if (opened == null) {
                throw new ConfigurationException(
                        "ONEVENT-217: the server has a JAR of OnEvent in its own libraries, as by"
                                + " --addlibs of Payara Micro, and the application has another: leave the one in WEB-INF/lib");
            }
            build();
        } catch (ConfigurationException wrong) {
            // The server will show it too, as the innermost cause of several exceptions.
            Log.notDeployed(wrong.getMessage());
            throw wrong;
        }
    }

    private void build() {
        Settings settings = opened.settings();
        String where =
                "data source " + settings.dataSource() + " (" + opened.store().database() + ")";
        RequestContexts requestContexts = new RequestContexts();
        components = new Components(beans, controllers, requestContexts);
        threads = ServerThreads.lookUp(settings.executor(), components, opened.transactions());
        relay = new Relay(threads);
        watchers.tell(watcher -> watcher.starts(name("java:app/AppName"), name("java:module/ModuleName")));
        Handlers handlers = extension.handlers();
        if (!settings.enabled() || handlers.names().isEmpty()) {
            Log.publishesOnly(settings.enabled(), where);
            return;
        }
        opened.store().instances().threads(settings.threads());
        built = newDrain(threads, relay, requestContexts, clock, null);
        heartbeat = new Heartbeat(
                built, threads, settings.pollInterval(), settings.lease().dividedBy(3));
        Log.started(
                handlers.names(),
                settings.threads(),
                settings.executor(),
                settings.mode().toString().toLowerCase(Locale.ROOT),
                where);
        if (settings.threads() == 1 && handlers.names().size() > 1) {
            Log.noThreadToSpare(handlers.names());
        }
        if (!Components.areOfWebApplication()) {
            refuseWebLibrary();
            new PoolCheck(extension).warn(settings);
            begin();
        }
    }

    private Drain newDrain(
            ServerThreads ownThreads,
            Relay ownRelay,
            RequestContexts requestContexts,
            LongSupplier monotonic,
            RunWatch watch) {
        HandlerCall call = new HandlerCall(
                opened.store().events(), payloads.get(), requestContexts, opened.transactions(), traces.inUse());
        call.watchedBy(watch);
        Drain made = new Drain(
                opened.settings(),
                application(),
                opened.store(),
                opened.transactions(),
                extension.handlers(),
                call,
                ownThreads,
                ownRelay,
                watchers.itself().get(),
                sampler::look,
                monotonic);
        Duration deathsLive = opened.settings().timeToLive(ReservedNames.DEAD);
        opened.store()
                .deaths()
                .tell(
                        made::areDeathsHandled,
                        deathsLive == null ? null : (Long) deathsLive.toMillis(),
                        wakeAfterCommit::register);
        watchers.tell(watcher -> watcher.works(made));
        return made;
    }

    /**
     * A drain that does nothing by itself: whatever it would have done by other threads goes to this service. It is
     * woken by nobody, and stopped like the other.
     */
    Drain step(ManagedExecutorService service, ContextService contexts, LongSupplier monotonic, RunWatch watch) {
        RequestContexts requestContexts = new RequestContexts();
        components = new Components(beans, controllers, requestContexts);
        threads = new ServerThreads(service, contexts, components, opened.transactions());
        relay = new Relay(threads);
        relay.close();
        if (Components.areOfWebApplication()) {
            components.useContext(contexts);
        }
        // Nobody is shown it: an operator's word is obeyed at its next look, and not at once.
        drain = newDrain(threads, relay, requestContexts, monotonic, watch);
        return drain;
    }

    /** Handlers would run, but not in the web application's context: some servers lose what they do with JPA then. */
    private static void refuseWebLibrary() {
        CodeSource source = Engine.class.getProtectionDomain().getCodeSource();
        if (source != null && String.valueOf(source.getLocation()).contains("/WEB-INF/lib/")) {
            throw new ConfigurationException(
                    "ONEVENT-221: the web-fragment.xml of OnEvent is not in force, which gives handlers"
                            + " the context of the web application: add <name>onevent</name> or <others/> to the"
                            + " <absolute-ordering> in web.xml");
        }
    }

    /** To be called in the context of the web application, which handlers shall have. */
    void beginInContext(ServletContext web) {
        if (built == null || drain != null) {
            return;
        }
        PoolCheck pools = new PoolCheck(extension);
        pools.read(web);
        pools.warn(opened.settings());
        components.useContext(threads.contexts());
        begin();
    }

    private void begin() {
        built.begin();
        drain = built;
        local.show(drain.view());
        wakeAfterCommit.to(drain::wake);
    }

    /** Whether it handles events, now or as soon as its application is up. */
    boolean handles() {
        return built != null;
    }

    /** For a timer, which a server may end if anything leaves its method. */
    void poll() {
        tick(Drain::poll);
    }

    /** The same for the other timer. */
    void renew() {
        tick(Drain::renew);
    }

    private void tick(Consumer<Drain> duty) {
        ticks.count(1);
        try {
            drain().ifPresent(duty);
            Heartbeat beats = heartbeat;
            if (beats != null) {
                beats.look();
            }
        } catch (Throwable unforeseen) {
            Log.unforeseen(unforeseen);
        } finally {
            ticks.count(-1);
        }
    }

    /** Waits until no timer is under way, unless one hangs. */
    void awaitNoTimer() {
        ticks.awaitNone();
    }

    /** The drain, or empty where no events are handled. */
    Optional<Drain> drain() {
        return Optional.ofNullable(drain);
    }

    Settings settings() {
        return opened.settings();
    }

    void stop() {
        wakeAfterCommit.toNobody();
        stopHeartbeat();
        watchers.tell(Watcher::stops);
        local.showNone();
        drain().ifPresent(Drain::stop);
        drain = null;
    }

    private void stopHeartbeat() {
        Heartbeat beats = heartbeat;
        heartbeat = null;
        try {
            if (beats != null) {
                beats.stop();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public <T> T call(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        relay.runInOwnContext(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        try {
            return result.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause().getMessage(), failed.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException("it is not done after " + CALL_SECONDS + " s, and may still be done", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, it may still be done", stopped);
        }
    }

    @Override
    public void run(Runnable shortWork) {
        relay.runInOwnContext(shortWork);
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
