package io.onevent.internal.monitor;

import io.onevent.QueueStatus;
import io.onevent.internal.log.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.ToLongFunction;
import org.glassfish.external.probe.provider.PluginPoint;
import org.glassfish.external.probe.provider.StatsProviderManager;
import org.glassfish.external.statistics.CountStatistic;
import org.glassfish.external.statistics.StringStatistic;
import org.glassfish.external.statistics.impl.CountStatisticImpl;
import org.glassfish.external.statistics.impl.StringStatisticImpl;
import org.glassfish.gmbal.AMXMetadata;
import org.glassfish.gmbal.ManagedAttribute;
import org.glassfish.gmbal.ManagedObject;

/**
 * The figures in the monitoring service of Payara and GlassFish, which the admin console, {@code asadmin get -m} and
 * the admin port's monitoring pages show once the level of {@code web-container} is HIGH. Loaded only where that
 * service is.
 */
@ApplicationScoped
public class ConsoleStatistics implements Watcher {

    private final Counts counts;
    private Statistics registered;

    @Inject
    ConsoleStatistics(Counts counts) {
        this.counts = counts;
    }

    /** For the client proxy. */
    ConsoleStatistics() {
        this(null);
    }

    @Override
    public synchronized void starts(String application, String module) {
        try {
            // Without the proxy: whoever looks may come on a thread that knows no application.
            Statistics statistics = new Statistics((Counts) counts.itself().get());
            StatsProviderManager.register(
                    "web-container", PluginPoint.APPLICATIONS, node(application, module), statistics);
            registered = statistics;
        } catch (RuntimeException | LinkageError inactive) {
            Log.notWatched("the server's monitoring service", inactive);
        }
    }

    /**
     * The console shows only servlets, EJBs, and whatever is among the resources of an application. Those of a module
     * of an EAR must be below the name of its file, which is that of the folder into which it is unpacked, but for one
     * character.
     */
    private static String node(String application, String module) {
        String place = ConsoleStatistics.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        for (String type : List.of("war", "jar")) {
            if (place.contains("/" + module + "_" + type + "/")) {
                return application + "/" + module + "." + type + "/resources/EventQueue";
            }
        }
        return application + "/resources/EventQueue" + (module.equals(application) ? "" : "-" + module);
    }

    @Override
    public synchronized void stops() {
        Statistics left = registered;
        registered = null;
        if (left != null) {
            StatsProviderManager.unregister(left);
        }
    }

    /** What the service shows: it calls these methods whenever somebody looks. */
    @ManagedObject
    @AMXMetadata(type = "onevent-queue-mon", group = "monitoring")
    public static final class Statistics {

        private final Counts counts;
        private final long started = System.currentTimeMillis();

        Statistics(Counts counts) {
            this.counts = counts;
        }

        /** The unit is what the console takes for a text. */
        @ManagedAttribute(id = "paused")
        public StringStatistic getPaused() {
            Sample sample = counts.sample();
            String paused = sample == null ? "" : sample.status().paused() ? "yes" : "no";
            return new StringStatisticImpl(
                    paused, "Paused", "String", "whether no handler starts, on all instances", sampled(), started);
        }

        @ManagedAttribute(id = "waiting")
        public CountStatistic getWaiting() {
            return events("Waiting", "events that wait", QueueStatus.Name::waiting);
        }

        @ManagedAttribute(id = "running")
        public CountStatistic getRunning() {
            return events("Running", "events that run, on all instances", QueueStatus.Name::running);
        }

        @ManagedAttribute(id = "dead")
        public CountStatistic getDead() {
            return events("Dead", "dead events", QueueStatus.Name::dead);
        }

        @ManagedAttribute(id = "unhandled")
        public CountStatistic getUnhandled() {
            return events(
                    "Unhandled", "events that wait and that no live instance handles", QueueStatus.Name::unhandled);
        }

        @ManagedAttribute(id = "oldestwaiting")
        public CountStatistic getOldestWaiting() {
            Sample sample = counts.sample();
            double seconds = sample == null
                    ? 0
                    : sample.status().names().stream()
                            .mapToDouble(name -> Counts.oldestSeconds(sample.status(), name))
                            .max()
                            .orElse(0);
            return count("OldestWaiting", "seconds", "how long the oldest waiting event has been due", (long) seconds);
        }

        @ManagedAttribute(id = "overdue")
        public CountStatistic getOverdue() {
            Sample sample = counts.sample();
            long overdue = sample == null ? 0 : Counts.sum(sample.overdue());
            return count("Overdue", "handlers", "handlers that ignore their time-out, on this instance", overdue);
        }

        private CountStatistic events(String name, String description, ToLongFunction<QueueStatus.Name> figure) {
            return count(name, "events", description, counts.sum(figure));
        }

        private CountStatistic count(String name, String unit, String description, long value) {
            return new CountStatisticImpl(value, name, unit, description, sampled(), started);
        }

        /** When the figures were taken; what stands for never before the first time. */
        private long sampled() {
            Sample sample = counts.sample();
            return sample == null ? -1 : sample.status().sampled().toEpochMilli();
        }
    }
}
