package io.onevent.internal.drain;

import io.onevent.EventQueue;
import io.onevent.QueueStatus;
import io.onevent.internal.publish.Opened;
import io.onevent.internal.store.InstanceTable.Live;
import io.onevent.internal.store.QueueFigures;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The operator's way to the queue. */
@ApplicationScoped
public class QueueInStore implements EventQueue {

    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Opened opened;
    private final Engine engine;
    private QueueStatus sample;
    private long sampledNanos;

    @Inject
    QueueInStore(Opened opened, Engine engine) {
        this.opened = opened;
        this.engine = engine;
    }

    /** For the client proxy. */
    QueueInStore() {
        this(null, null);
    }

    @Override
    public void pause() {
        opened.store().pause().pause();
        obeyAtOnce();
    }

    @Override
    public void resume() {
        opened.store().pause().resume();
        obeyAtOnce();
    }

    /** What a transaction has not committed yet is seen at the next look. */
    private void obeyAtOnce() {
        if (!hasTransaction()) {
            engine.pauseOrGoOn();
        }
    }

    private boolean hasTransaction() {
        return opened.transactions().registry().getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public boolean awaitIdle(Duration most) {
        if (most == null || most.isNegative()) {
            throw new IllegalArgumentException("the longest wait is " + most + ": it must not be null or negative");
        }
        if (hasTransaction()) {
            throw new IllegalStateException(
                    "ONEVENT-504: awaitIdle is called in a transaction: what it has published is not "
                            + "handled before it commits; call it outside of one");
        }
        Collection<String> names = engine.names();
        long start = System.nanoTime();
        while (opened.store().due().isAnyOf(names)) {
            if (System.nanoTime() - start >= nanos(most)
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    @Override
    public synchronized QueueStatus status() {
        if (sample == null
                || System.nanoTime() - sampledNanos
                        > opened.settings().pollInterval().toNanos()) {
            sample = sample(opened.store());
            sampledNanos = System.nanoTime();
        }
        return sample;
    }

    private QueueStatus sample(Store store) {
        List<Live> live = store.instances().read();
        Map<UUID, Map<String, Integer>> running = new HashMap<>();
        live.forEach(instance -> running.put(instance.id(), instance.handles()));
        // Of this instance more is known than it wrote down.
        running.computeIfPresent(engine.instance(), (id, told) -> engine.running());
        Map<String, Integer> runningByName = new TreeMap<>();
        running.values().forEach(each -> each.forEach((name, runs) -> runningByName.merge(name, runs, Integer::sum)));
        return new QueueStatus(
                store.events().clock(),
                store.pause().since().isPresent(),
                names(store.figures(), runningByName),
                instances(live, running, store.leads().read()),
                blockedGroups(store.figures(), runningByName.keySet()));
    }

    private static List<QueueStatus.BlockedGroup> blockedGroups(QueueFigures figures, Set<String> handled) {
        List<QueueStatus.BlockedGroup> blocked =
                new ArrayList<>(figures.parkedGroups(QueueStatus.MOST_GROUPS, QueueStatus.MOST_COUNTED));
        Set<String> parked = new HashSet<>();
        blocked.removeIf(group -> !parked.add(group.group()));
        for (QueueStatus.BlockedGroup behind :
                figures.groupsBehindHeads(handled, QueueStatus.MOST_GROUPS, QueueStatus.MOST_COUNTED)) {
            if (parked.add(behind.group())) {
                blocked.add(behind);
            }
        }
        return List.copyOf(blocked);
    }

    private List<QueueStatus.Name> names(QueueFigures figures, Map<String, Integer> running) {
        Set<String> stored = figures.storedNames();
        Set<String> dead = figures.deadNames();
        Set<String> all = new TreeSet<>(running.keySet());
        all.addAll(stored);
        all.addAll(dead);
        Set<UUID> runningHere = engine.runningIds();
        List<QueueStatus.Name> names = new ArrayList<>();
        for (String name : all) {
            long runs = running.getOrDefault(name, 0);
            long waiting =
                    stored.contains(name) ? Math.max(0, figures.stored(name, QueueStatus.MOST_COUNTED) - runs) : 0;
            Instant oldest = waiting == 0 ? null : figures.oldestDue(name, runningHere, QueueStatus.MOST_COUNTED);
            names.add(new QueueStatus.Name(
                    name,
                    waiting,
                    runs,
                    dead.contains(name) ? figures.dead(name, QueueStatus.MOST_COUNTED) : 0,
                    running.containsKey(name) ? 0 : waiting,
                    oldest));
        }
        return List.copyOf(names);
    }

    private static List<QueueStatus.Instance> instances(
            List<Live> live, Map<UUID, Map<String, Integer>> running, Map<String, UUID> leads) {
        List<QueueStatus.Instance> instances = new ArrayList<>();
        for (Live instance : live) {
            Set<String> led = new TreeSet<>(leads.keySet());
            led.removeIf(name -> !instance.id().equals(leads.get(name)));
            long runs = 0;
            for (int ofName : running.get(instance.id()).values()) {
                runs += ofName;
            }
            instances.add(new QueueStatus.Instance(
                    instance.id(), instance.application(), instance.aliveSince(), runs, Set.copyOf(led)));
        }
        return List.copyOf(instances);
    }
}
