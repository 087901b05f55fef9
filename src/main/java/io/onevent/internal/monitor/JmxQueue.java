package io.onevent.internal.monitor;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.EventQueue;
import io.onevent.QueueStatus;
import io.onevent.StoredEvent;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.WaitingEvents;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Offers the queue in JMX from the start of the engine to its end. */
@ApplicationScoped
public class JmxQueue implements Watcher {

    private static final int MOST_LISTED = 1_000;
    private static final int SECONDS = 60;

    /** A hundred years. */
    private static final long MOST_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final Counts counts;
    private final Condition condition;
    private final EventQueue queue;
    private final WaitingEvents waiting;
    private final DeadEvents dead;
    private final OwnContext ownThread;
    private final OpenedStore opened;
    private ObjectName name;

    @Inject
    JmxQueue(
            Counts counts,
            Condition condition,
            EventQueue queue,
            WaitingEvents waiting,
            DeadEvents dead,
            OwnContext ownThread,
            OpenedStore opened) {
        this.counts = counts;
        this.condition = condition;
        this.queue = queue;
        this.waiting = waiting;
        this.dead = dead;
        this.ownThread = ownThread;
        this.opened = opened;
    }

    /** For the client proxy. */
    JmxQueue() {
        this(null, null, null, null, null, null, null);
    }

    @Override
    public synchronized void starts(String application, String module) {
        try {
            name = new ObjectName("io.onevent:type=EventQueue,app=" + legal(application) + ",module=" + legal(module));
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            EventQueueMXBean bean = InApplication.of(EventQueueMXBean.class, new Bean());
            server.registerMBean(new DescribedMBean<>(bean, EventQueueMXBean.class), name);
        } catch (JMException | RuntimeException refused) {
            Log.notWatched("JMX", refused);
        }
    }

    @Override
    public synchronized void stops() {
        ObjectName registered = name;
        name = null;
        try {
            if (registered != null) {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
            }
        } catch (JMException | RuntimeException gone) {
            Log.notWatched("JMX", gone);
        }
    }

    private static String legal(String value) {
        return value.matches("[^,=:\"*?\\n]+") ? value : ObjectName.quote(value);
    }

    private final class Bean implements EventQueueMXBean {

        private <T> T of(Function<QueueStatus, T> figure, T before) {
            Sample sample = counts.sample();
            return sample == null ? before : figure.apply(sample.status());
        }

        @Override
        public Date getSampled() {
            return of(status -> Date.from(status.sampled()), null);
        }

        @Override
        public boolean isPaused() {
            return of(QueueStatus::paused, false);
        }

        @Override
        public List<String> getPausedNames() {
            return of(
                    status -> status.pausedNames().stream()
                            .map(each -> each.name() + " since " + each.since()
                                    + (each.until() == null ? "" : " until " + each.until())
                                    + (each.broke() ? ", because runs failed; then one is tried as a probe" : ""))
                            .toList(),
                    List.of());
        }

        @Override
        public long getWaiting() {
            return counts.sum(QueueStatus.Name::waiting);
        }

        @Override
        public long getRunning() {
            return counts.sum(QueueStatus.Name::running);
        }

        @Override
        public long getOverdue() {
            Sample sample = counts.sample();
            return sample == null ? 0 : Counts.sum(sample.overdue());
        }

        @Override
        public long getDead() {
            return counts.sum(QueueStatus.Name::dead);
        }

        @Override
        public long getUnhandled() {
            return counts.sum(QueueStatus.Name::unhandled);
        }

        @Override
        public double getOldestWaitingSeconds() {
            return of(
                    status -> status.names().stream()
                            .mapToDouble(each -> Counts.oldestSeconds(status, each))
                            .max()
                            .orElse(0),
                    0.0);
        }

        @Override
        public double getLongestRunSeconds() {
            return Counts.seconds(counts.longestRuns().values().stream()
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO));
        }

        @Override
        public List<String> getObstacles() {
            return ownThread.call(() -> condition.obstacles()).entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .toList();
        }

        @Override
        public List<NameFigures> getNames() {
            Map<String, Duration> longest = counts.longestRuns();
            return of(
                    status -> status.names().stream()
                            .<NameFigures>map(each -> new Figures(
                                    status,
                                    each,
                                    longest.getOrDefault(each.name(), Duration.ZERO),
                                    counts.of(each.name())))
                            .toList(),
                    List.of());
        }

        @Override
        public List<String> getInstances() {
            return of(
                    status -> status.instances().stream()
                            .map(each -> each.id() + " of " + each.application() + ", alive since " + each.aliveSince()
                                    + ", runs " + each.running() + ", leads " + new TreeSet<>(each.leads()))
                            .toList(),
                    List.of());
        }

        @Override
        public List<String> getBlockedGroups() {
            return of(
                    status -> status.blockedGroups().stream()
                            .map(each -> each.group() + " by " + (each.dead() ? "the dead event " : "event ")
                                    + each.name() + " " + each.by() + " since " + each.since() + ", " + each.behind()
                                    + " behind it")
                            .toList(),
                    List.of());
        }

        @Override
        public void pause() {
            act(() -> {
                queue.pause();
                return null;
            });
        }

        @Override
        public void resume() {
            act(() -> {
                queue.resume();
                return null;
            });
        }

        @Override
        public void pauseName(String name) {
            act(() -> {
                queue.pause(nonBlank(name).strip());
                return null;
            });
        }

        @Override
        public void pauseNameFor(String name, long seconds) {
            if (seconds <= 0 || seconds > MOST_SECONDS) {
                throw new IllegalArgumentException(
                        "seconds is " + seconds + ": give a number from 1 to " + MOST_SECONDS);
            }
            act(() -> {
                queue.pause(nonBlank(name).strip(), opened.store().clock().now().plusSeconds(seconds));
                return null;
            });
        }

        @Override
        public void resumeName(String name) {
            act(() -> {
                queue.resume(nonBlank(name).strip());
                return null;
            });
        }

        @Override
        public String explain(String id) {
            UUID event = uuid(id);
            return ownThread.call(() -> queue.explain(event).text());
        }

        @Override
        public List<String> listWaiting(String name, int most) {
            WaitingEventFilter all = WaitingEventFilter.all().limit(Math.max(1, Math.min(MOST_LISTED, most)));
            WaitingEventFilter filter = isBlank(name) ? all : all.name(name.strip());
            return inTransaction(() -> opened.store()
                            .waiting()
                            .briefly(filter, opened.store().clock().now()))
                    .stream()
                    .map(JmxQueue::line)
                    .toList();
        }

        @Override
        public boolean cancel(String id) {
            UUID event = uuid(id);
            return inTransaction(() -> waiting.cancel(event));
        }

        @Override
        public int cancelAll(String name) {
            WaitingEventFilter filter =
                    WaitingEventFilter.all().name(nonBlank(name).strip());
            return inTransaction(() -> waiting.cancelAll(filter));
        }

        @Override
        public boolean runNow(String id) {
            UUID event = uuid(id);
            return inTransaction(() -> waiting.runNow(event));
        }

        @Override
        public List<String> listDead(String name, int most) {
            DeadEventFilter filter = named(name).limit(Math.max(1, Math.min(MOST_LISTED, most)));
            return inTransaction(() -> opened.store().dead().briefly(filter)).stream()
                    .map(JmxQueue::line)
                    .toList();
        }

        @Override
        public boolean replay(String id) {
            UUID event = uuid(id);
            return inTransaction(() -> dead.replay(event));
        }

        @Override
        public boolean discard(String id) {
            UUID event = uuid(id);
            return inTransaction(() -> dead.discard(event));
        }

        @Override
        public int replayAll(String name) {
            DeadEventFilter filter = named(nonBlank(name));
            return inTransaction(() -> dead.replayAll(filter));
        }

        @Override
        public int discardAll(String name) {
            DeadEventFilter filter = named(nonBlank(name));
            return inTransaction(() -> dead.discardAll(filter));
        }
    }

    private <T> T inTransaction(Supplier<T> work) {
        return act(() -> opened.transactions().inOwn(SECONDS, work));
    }

    /** The log and the audit tell that it came this way: by whom, JMX does not say. */
    private <T> T act(Supplier<T> work) {
        return ownThread.call(() -> Caller.as("JMX", work));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id.strip());
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException("\"" + id + "\" is no event's id: one looks like " + new UUID(0, 0));
        }
    }

    private static boolean isBlank(String name) {
        return name == null || name.isBlank();
    }

    private static String nonBlank(String name) {
        if (isBlank(name)) {
            throw new IllegalArgumentException("the name is empty: say the name of the events that are meant");
        }
        return name;
    }

    private static DeadEventFilter named(String name) {
        DeadEventFilter all = DeadEventFilter.all();
        return isBlank(name) ? all : all.name(name.strip());
    }

    private static String line(WaitingEvent waiting) {
        StoredEvent event = waiting.event();
        return event.id() + " " + event.name() + " " + waiting.state() + " at " + waiting.dueAt() + " after "
                + event.retry() + " retries"
                + (event.group() == null ? "" : ", group " + event.group())
                + (event.key() == null ? "" : ", key " + event.key());
    }

    private static String line(DeadEvent dead) {
        StoredEvent event = dead.event();
        return event.id() + " " + event.name() + " " + dead.reason() + " at " + dead.lastFailure() + " after "
                + event.retry() + " retries"
                + (dead.errorClass() == null ? "" : ", " + dead.errorClass())
                + (dead.message() == null ? "" : ": " + dead.message());
    }

    private record Figures(QueueStatus status, QueueStatus.Name ofName, Duration longest, Counts.OfName counts)
            implements EventQueueMXBean.NameFigures {

        @Override
        public String getName() {
            return ofName.name();
        }

        @Override
        public long getWaiting() {
            return ofName.waiting();
        }

        @Override
        public long getRunning() {
            return ofName.running();
        }

        @Override
        public long getDead() {
            return ofName.dead();
        }

        @Override
        public long getUnhandled() {
            return ofName.unhandled();
        }

        @Override
        public double getOldestWaitingSeconds() {
            return Counts.oldestSeconds(status, ofName);
        }

        @Override
        public double getLongestRunSeconds() {
            return Counts.seconds(longest);
        }

        @Override
        public long getPublished() {
            return counts.published.sum();
        }

        @Override
        public long getProcessed() {
            return counts.ended(Watcher.End.PROCESSED).sum();
        }

        @Override
        public long getFailed() {
            return counts.ended(Watcher.End.FAILED).sum()
                    + counts.ended(Watcher.End.REJECTED).sum();
        }
    }
}
