package io.onevent.internal.operate;

import io.onevent.EventStoreException;
import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.internal.log.Log;
import io.onevent.internal.monitor.Sample;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.store.InstanceTable.Entered;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.PausedNames.Held;
import io.onevent.internal.store.QueueFigures;
import io.onevent.internal.store.QueueFigures.Due;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Takes the figures of the queue on an interval, tells them to those that watch, and warns of what waits too long. So
 * nothing is counted because somebody reads a figure.
 */
@ApplicationScoped
public class Sampler {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    /** One part in so many of the time goes into samples at most, however large the table. */
    private static final int SHARE = 20;

    /** So long after one that was refused at most: it may have waited for a database that is back by now. */
    private static final long MOST_AFTER_REFUSED_NANOS = Duration.ofMinutes(1).toNanos();

    @Inject
    private OpenedStore opened;

    @Inject
    private LocalState local;

    @Inject
    private Explainer explainer;

    @Inject
    private Watchers watchers;

    private final Reminders reminders = new Reminders();
    private QueueStatus status;
    private Sample last;
    private long sampledNanos;
    private long triedNanos;
    private long pauseNanos;

    /** The status of a short while ago. */
    synchronized QueueStatus status() {
        if (status == null
                || since(sampledNanos) > opened.settings().pollInterval().toNanos()) {
            sample();
        }
        return status;
    }

    /** Samples if it is time, else it is false. */
    public synchronized boolean look() {
        boolean isTime = pauseNanos == 0 || since(triedNanos) > pauseNanos;
        if (isTime) {
            sample();
        }
        return isTime;
    }

    /**
     * The last sample, a new one only where it is time for that, so that whoever looks often costs little; but with the
     * pauses of now, which whoever has just made one looks for.
     */
    synchronized Sample recent() {
        look();
        if (status == null) {
            sample();
        }
        Store store = opened.store();
        QueueStatus now = new QueueStatus(
                status.sampled(),
                store.pause().since().isPresent(),
                pausedNames(store),
                status.names(),
                status.instances(),
                status.blockedGroups());
        return new Sample(now, last.dead(), last.running(), last.overdue());
    }

    private static long since(long nanos) {
        return System.nanoTime() - nanos;
    }

    private void sample() {
        long start = System.nanoTime();
        long most = MOST_AFTER_REFUSED_NANOS;
        try {
            takeSample();
            most = Long.MAX_VALUE;
        } finally {
            triedNanos = System.nanoTime();
            pauseNanos = Math.min(most, Math.max(INTERVAL_NANOS, SHARE * (triedNanos - start)));
        }
    }

    private void takeSample() {
        Store store = opened.store();
        List<Entered> live = store.instances().read();
        Map<UUID, Map<String, Integer>> running = new HashMap<>();
        live.forEach(instance -> running.put(instance.id(), instance.handles()));
        // Of this instance more is known than it wrote down.
        running.computeIfPresent(
                local.now().instance(), (id, told) -> local.now().running());
        Map<String, Integer> runningByName = new TreeMap<>();
        running.values().forEach(each -> each.forEach((name, runs) -> runningByName.merge(name, runs, Integer::sum)));
        Map<String, Due> oldest = new TreeMap<>();
        Map<String, Map<Reason, Long>> dead = new TreeMap<>();
        Set<String> deadNames = new TreeSet<>(store.figures().deadNames(QueueStatus.MOST_NAMES));
        deadNames.addAll(runningByName.keySet());
        deadNames.forEach(name -> dead.put(name, store.figures().dead(name, QueueStatus.MOST_COUNTED)));
        status = new QueueStatus(
                store.clock().now(),
                store.pause().since().isPresent(),
                pausedNames(store),
                names(
                        store.figures(),
                        local.now().instance(),
                        runningByName,
                        takenByOthersOrRunningHere(live),
                        dead,
                        oldest),
                instances(live, running, store.leads().read()),
                blockedGroups(store.figures(), runningByName.keySet()));
        sampledNanos = System.nanoTime();
        last = new Sample(status, dead, local.now().running(), local.now().overdue());
        Sample sample = last;
        watchers.tell(watcher -> watcher.sampled(sample));
        warn(oldest);
    }

    /** What this small table refuses keeps nobody from the other figures; the engine's look at it tells of that. */
    private List<QueueStatus.PausedName> pausedNames(Store store) {
        try {
            return store.pausedNames().read().stream()
                    .filter(Held::holds)
                    .map(held -> new QueueStatus.PausedName(held.name(), held.since(), held.until(), held.broken()))
                    .toList();
        } catch (EventStoreException refused) {
            return status == null ? List.of() : status.pausedNames();
        }
    }

    private void warn(Map<String, Due> oldest) {
        for (QueueStatus.Name name : status.names()) {
            Due due = oldest.get(name.name());
            Duration waited = due == null ? Duration.ZERO : Duration.between(due.since(), status.sampled());
            boolean tooLong = waited.compareTo(opened.settings().warnWaiting()) > 0;
            if (reminders.isDue(name.name(), tooLong)) {
                String why = explainer.explain(due.id()).text();
                Log.waitsLong(due.id(), name.name(), waited, name.waiting(), why);
            }
        }
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

    /**
     * Which of those that it has taken run, another instance knows better: if one waits there for long, that instance
     * says so.
     */
    private Set<UUID> takenByOthersOrRunningHere(List<Entered> live) {
        Set<UUID> known = new HashSet<>(local.now().runningIds());
        for (Entered instance : live) {
            if (!instance.id().equals(local.now().instance())) {
                known.addAll(instance.taken());
            }
        }
        return known;
    }

    private static List<QueueStatus.Name> names(
            QueueFigures figures,
            UUID own,
            Map<String, Integer> running,
            Set<UUID> known,
            Map<String, Map<Reason, Long>> dead,
            Map<String, Due> oldest) {
        Set<String> all = figures.storedNames(QueueStatus.MOST_NAMES);
        all.addAll(running.keySet());
        all.addAll(dead.keySet());
        Map<String, Long> stored = figures.stored(all, QueueStatus.MOST_COUNTED);
        List<QueueStatus.Name> names = new ArrayList<>();
        for (String name : all) {
            long runs = running.getOrDefault(name, 0);
            long waiting = Math.max(0, stored.getOrDefault(name, 0L) - runs);
            Due longest = waiting == 0 ? null : figures.oldestDue(name, own, known, QueueStatus.MOST_COUNTED);
            if (longest != null) {
                oldest.put(name, longest);
            }
            long died = dead.getOrDefault(name, Map.of()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            Instant since = longest == null ? null : longest.since();
            names.add(new QueueStatus.Name(name, waiting, runs, died, running.containsKey(name) ? 0 : waiting, since));
        }
        return List.copyOf(names);
    }

    private static List<QueueStatus.Instance> instances(
            List<Entered> live, Map<UUID, Map<String, Integer>> running, Map<String, UUID> leads) {
        List<QueueStatus.Instance> instances = new ArrayList<>();
        for (Entered instance : live) {
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
