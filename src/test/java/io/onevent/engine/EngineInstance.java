package io.onevent.engine;

import io.onevent.DeadEvent;
import io.onevent.DeadEvents;
import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.NewEvent;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEvents;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.drain.EngineDoor;
import io.onevent.internal.operate.OperateDoor;
import io.onevent.internal.publish.PublishDoor;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.transaction.TransactionManager;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.persistence.transaction.JTATransactionController;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * One instance: an application in a server of its own, as far as its engine can tell. Until it is told to {@link #runFreely} it does
 * nothing but what the test steps it through.
 */
final class EngineInstance implements AutoCloseable {

    private static final List<Class<?>> LIBRARY = Stream.of(
                    PublishDoor.beans(), EngineDoor.beans(), OperateDoor.beans())
            .flatMap(List::stream)
            .toList();

    static {
        // The entities are read only, with the connection of the thread's transaction: they have no need of a
        // manager's.
        JTATransactionController.setDefaultTransactionManager((TransactionManager) Proxy.newProxyInstance(
                EngineInstance.class.getClassLoader(),
                new Class<?>[] {TransactionManager.class},
                (proxy, method, arguments) -> null));
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "instance-" + COUNT.incrementAndGet();
    private final Faults faults = new Faults();
    private final ThreadTransactions transactions = new ThreadTransactions(faults);
    private final JtaDataSource dataSource;
    private final DataSource lined;
    private final Naming naming = new Naming(faults);
    private final ClassLoader classLoader = new URLClassLoader(new URL[0], EngineInstance.class.getClassLoader());
    private final ServerThreads threads;
    private final WeldContainer container;
    private final EngineDoor engine;
    private Ticks ticks;
    private boolean gone;

    /** Starts an instance whose handlers are beans of these classes; they may inject a {@link Ledger}. */
    EngineInstance(EngineDatabase database, Map<String, String> settings, Class<?>... beans) {
        this(database, Machine.real(), settings, beans);
    }

    /** The same on this machine. */
    EngineInstance(EngineDatabase database, Machine machine, Map<String, String> settings, Class<?>... beans) {
        dataSource = new JtaDataSource(database.dataSource(), transactions);
        threads = new ServerThreads(machine.threads().apply(name), this::inContext, faults);
        lined = machine.line() == null ? faults.in(dataSource) : machine.line().apply(dataSource);
        naming.with("java:comp/DefaultDataSource", lined)
                .with("java:comp/UserTransaction", transactions)
                .with("java:comp/TransactionSynchronizationRegistry", transactions)
                .with("java:comp/DefaultManagedExecutorService", threads.managed())
                .with("java:comp/DefaultContextService", threads.contexts())
                .with("java:app/AppName", name)
                .with("java:module/ModuleName", "test");
        configure(settings);
        container = call(() -> deploy(beans));
        engine = new EngineDoor(container);
        engine.goBy(machine.clock());
        call(() -> {
            engine.start();
            if (!machine.lingers()) {
                engine.lingerNoMore();
            }
            return null;
        });
    }

    private void configure(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("onevent.lease", "PT3S", "onevent.threads", "4"));
        all.putAll(settings);
        ConfigProviderResolver.instance()
                .registerConfig(
                        new SmallRyeConfigBuilder()
                                .withSources(new PropertiesConfigSource(all, "test", 100))
                                .build(),
                        classLoader);
    }

    private WeldContainer deploy(Class<?>... beans) {
        synchronized (EngineInstance.class) {
            return new Weld()
                    .containerId(name)
                    .skipShutdownHook()
                    .disableDiscovery()
                    .addBeanClasses(LIBRARY.toArray(Class<?>[]::new))
                    .addBeanClasses(beans)
                    .addExtensions(new OnEventExtension(), new Given(new Ledger(name, dataSource)))
                    .initialize();
        }
    }

    /** Makes a thing of the test a bean. */
    private record Given(Ledger ledger) implements Extension {

        void add(@Observes AfterBeanDiscovery event) {
            event.addBean().beanClass(Ledger.class).addType(Ledger.class).createWith(context -> ledger);
        }
    }

    /** Gives a task the context of the instance, whatever thread it runs on. */
    Runnable inContext(Runnable task) {
        return () -> call(() -> {
            try {
                task.run();
            } finally {
                transactions.rollBackLeftBehind();
            }
            return null;
        });
    }

    /** Does work on the current thread as one of the server's. */
    <T> T call(Callable<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classLoader);
        try {
            return naming.during(work);
        } catch (Exception failed) {
            throw Faults.<RuntimeException>sneaky(failed);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    String name() {
        return name;
    }

    Faults faults() {
        return faults;
    }

    /** Publishes outside of a transaction. */
    UUID publish(NewEvent event) {
        return call(() ->
                Faults.aside(() -> container.select(EventPublisher.class).get().publish(event)));
    }

    /** Publishes all together. */
    List<UUID> publishAll(List<NewEvent> events) {
        return call(() ->
                Faults.aside(() -> container.select(EventPublisher.class).get().publishAll(events)));
    }

    /** What the library has of the database, faults included. */
    DataSource lined() {
        return lined;
    }

    ThreadTransactions transactions() {
        return transactions;
    }

    WeldContainer container() {
        return container;
    }

    /** Its connections break, and no other is to be had. */
    void cut() {
        dataSource.cut();
    }

    /** Connections are to be had again. */
    void mend() {
        dataSource.mend();
    }

    <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    EventQueue queue() {
        return container.select(EventQueue.class).get();
    }

    DeadEvents deadEvents() {
        return container.select(DeadEvents.class).get();
    }

    WaitingEvents waitingEvents() {
        return container.select(WaitingEvents.class).get();
    }

    ProcessedEvents processedEvents() {
        return container.select(ProcessedEvents.class).get();
    }

    DeadEvent dead(UUID id) {
        return inTransaction(
                () -> container.select(DeadEvents.class).get().find(id).orElseThrow());
    }

    /** Does work in a transaction of the application. */
    <T> T inTransaction(Callable<T> work) {
        return call(() -> {
            transactions.begin();
            T result;
            try {
                result = work.call();
            } catch (Throwable thrown) {
                transactions.rollback();
                throw thrown;
            }
            transactions.commit();
            return result;
        });
    }

    /** One look at the table, as the server's timer makes it; what it starts goes on in other threads. */
    void poll() {
        call(() -> {
            engine.poll();
            return null;
        });
    }

    /** One glance at the table, between two looks. */
    void glance() {
        call(() -> {
            engine.glance();
            return null;
        });
    }

    /** One renewal of the lease. */
    void renew() {
        call(() -> {
            engine.renew();
            return null;
        });
    }

    /** Its work is known to come back, and its lease is renewed. */
    void keepAlive() {
        call(() -> {
            engine.proveAndRenew();
            return null;
        });
    }

    /** What is counted as being under way. */
    EngineDoor.Places places() {
        return engine.places();
    }

    /** How long the longest run under way takes so far, by name. */
    Map<String, Duration> longestRuns() {
        return engine.longestRuns();
    }

    /** From now on its timers come by themselves. */
    EngineInstance runFreely() {
        ticks = new Ticks(threads, engine::poll, engine::renew);
        return this;
    }

    /** What has left the method of one of its timers, or null. */
    Throwable thrownByTimer() {
        return ticks.thrown();
    }

    /** Dies: its threads stop, its connections are cut. */
    void kill() {
        if (!gone) {
            gone = true;
            faults.clear();
            dataSource.cut();
            stopTicks();
            threads.kill();
        }
    }

    /** Stops it as a server does that undeploys its application. */
    @Override
    public void close() {
        if (!gone) {
            gone = true;
            faults.clear();
            stopTicks();
            call(() -> {
                engine.stop();
                container.close();
                return null;
            });
            dataSource.cut();
            threads.kill();
        }
    }

    private void stopTicks() {
        if (ticks != null) {
            ticks.stop();
        }
    }
}
