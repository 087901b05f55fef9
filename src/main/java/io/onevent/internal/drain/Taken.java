package io.onevent.internal.drain;

import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What this instance has taken: the events that wait here for a thread, by name, and those that run. Decides what may start
 * next.
 */
final class Taken {

    /** As much work is read ahead as keeps the threads busy for this long, so that a crash leaves few suspects. */
    private static final long READ_AHEAD_NANOS = Duration.ofMillis(500).toNanos();

    private static final int LEAST_READ_AHEAD = 16;
    private static final int MOST_READ_AHEAD = 500;

    private final int threads;
    private final List<Name> names = new ArrayList<>();
    private final Map<String, Name> byName = new HashMap<>();
    private final Map<UUID, Run> running = new LinkedHashMap<>();
    private final Set<UUID> waiting = new HashSet<>();
    private final Set<UUID> endedWhileReading = new HashSet<>();
    private Life life;
    private boolean reading;
    private final Map<String, TakenEvent> waitingByGroup = new HashMap<>();
    private final Set<String> runningGroups = new HashSet<>();
    private final int maxInFlight;
    private int inFlight;
    private Run suspectRun;
    private int workers;
    private int idleWorkers;
    private int turn;

    Taken(Handlers handlers, int threads, int maxInFlight) {
        this.threads = threads;
        this.maxInFlight = maxInFlight;
        boolean several = handlers.names().size() > 1;
        for (String handled : handlers.names()) {
            boolean staged = handlers.kind(handled) == Kind.STAGED;
            int budget = staged ? maxInFlight : threads;
            // A slow name must leave room for the others before they come, not only when they wait already.
            Name name = new Name(handled, staged, several ? Math.max(1, budget * 3 / 4) : budget);
            names.add(name);
            byName.put(handled, name);
        }
    }

    private final class Name {
        private final String name;
        private final boolean staged;
        private final int mostRunning;
        private final Deque<TakenEvent> queue = new ArrayDeque<>();
        private final Deque<TakenEvent> suspects = new ArrayDeque<>();
        private int runs;
        private boolean mayHaveMore;
        private double meanNanos;

        private Name(String name, boolean staged, int mostRunning) {
            this.name = name;
            this.staged = staged;
            this.mostRunning = mostRunning;
        }

        private int depth() {
            long enough = meanNanos == 0 ? LEAST_READ_AHEAD : Math.round(mostRunning * READ_AHEAD_NANOS / meanNanos);
            return (int) Math.max(Math.min(MOST_READ_AHEAD, enough), Math.min(MOST_READ_AHEAD, 2L * mostRunning));
        }
    }

    /** From now on this instance lives this life, or none; what was taken in another and has not started is given back. */
    synchronized void live(Life present) {
        life = present;
        clearWaiting();
    }

    /** Events of this name may be due. */
    synchronized void mayHaveMore(String name) {
        Name known = byName.get(name);
        if (known != null) {
            known.mayHaveMore = true;
        }
    }

    /** Events of all names may be due. */
    synchronized void mayHaveMore() {
        names.forEach(name -> name.mayHaveMore = true);
    }

    /** Whether a name runs low that may have more. */
    synchronized boolean runsLow(Set<String> led) {
        if (life == null) {
            return false;
        }
        for (Name name : names) {
            if (isWanted(name, led)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWanted(Name name, Set<String> led) {
        return name.mayHaveMore && led.contains(name.name) && name.queue.size() <= name.depth() / 2;
    }

    /** How many events to read of which names, those that are held here already and come again included. From here until {@link #readEnded} what ends is remembered: the read may still see it. */
    synchronized Map<String, Integer> beginRead(Set<String> led) {
        Map<String, Integer> wanted = new TreeMap<>();
        for (Name name : names) {
            if (isWanted(name, led)) {
                name.mayHaveMore = false;
                wanted.put(name.name, name.depth() + name.runs + name.suspects.size());
            }
        }
        reading = true;
        endedWhileReading.clear();
        return wanted;
    }

    /** Those of the events that are new here. */
    synchronized List<TakenEvent> unknownOf(Collection<TakenEvent> events) {
        List<TakenEvent> unknown = new ArrayList<>();
        for (TakenEvent event : events) {
            if (!isKnown(event.id())) {
                unknown.add(event);
            }
        }
        return unknown;
    }

    private boolean isKnown(UUID id) {
        return waiting.contains(id) || running.containsKey(id) || endedWhileReading.contains(id);
    }

    /** Lets these, which were taken in this life, wait here for a thread. */
    synchronized void offer(Life takenIn, Collection<TakenEvent> events) {
        if (takenIn != life) {
            return;
        }
        for (TakenEvent event : events) {
            if (!isKnown(event.id())) {
                giveBackFormerHead(event);
                Name name = byName.get(event.name());
                (event.suspect() ? name.suspects : name.queue).add(event);
                waiting.add(event.id());
            }
        }
    }

    /** A replay can put another event at the head of a group. */
    private void giveBackFormerHead(TakenEvent head) {
        String group = head.event().group();
        TakenEvent former = group == null ? null : waitingByGroup.put(group, head);
        if (former != null) {
            Name name = byName.get(former.name());
            name.queue.remove(former);
            name.suspects.remove(former);
            waiting.remove(former.id());
        }
    }

    synchronized void readEnded() {
        reading = false;
        endedWhileReading.clear();
    }

    /** The ids of all that wait or run here. */
    synchronized Set<UUID> held() {
        Set<UUID> held = new HashSet<>(waiting);
        held.addAll(running.keySet());
        return held;
    }

    /** How many more workers could start something now. */
    synchronized int missingWorkers() {
        int startable = 0;
        for (Name name : names) {
            startable += Math.min(startableOf(name), name.mostRunning - name.runs);
        }
        return Math.min(threads - workers, startable - idleWorkers);
    }

    private int startableOf(Name name) {
        return name.queue.size() + (suspectRun != null ? 0 : Math.min(1, name.suspects.size()));
    }

    /** Whether one more worker may work; it is counted until {@link #next} gives it nothing. */
    synchronized boolean enterWorker() {
        if (workers >= threads) {
            return false;
        }
        workers++;
        idleWorkers++;
        return true;
    }

    /** A worker that was counted could not be started. */
    synchronized void leaveWorker() {
        workers--;
        idleWorkers--;
    }

    /** A worker has come back from its run and will ask for the next. */
    synchronized void workerIsBack() {
        idleWorkers++;
    }

    /** The next run, names taking turns; null if nothing may start, which ends the worker. */
    synchronized Run next() {
        for (int i = 0; life != null && life.isAlive() && i < names.size(); i++) {
            Name name = names.get((turn + i) % names.size());
            TakenEvent event =
                    name.runs < name.mostRunning && !(name.staged && inFlight >= maxInFlight) ? startable(name) : null;
            if (event != null) {
                turn = (turn + i + 1) % names.size();
                idleWorkers--;
                return begin(name, event);
            }
        }
        workers--;
        idleWorkers--;
        return null;
    }

    /** A suspect goes first: it has waited for a lease already. One at a time, and one of a group at a time. */
    private TakenEvent startable(Name name) {
        TakenEvent suspect = suspectRun == null ? firstOfFreeGroup(name.suspects) : null;
        return suspect != null ? suspect : firstOfFreeGroup(name.queue);
    }

    private TakenEvent firstOfFreeGroup(Deque<TakenEvent> events) {
        for (Iterator<TakenEvent> each = events.iterator(); each.hasNext(); ) {
            TakenEvent event = each.next();
            if (!runningGroups.contains(event.event().group())) {
                each.remove();
                return event;
            }
        }
        return null;
    }

    private Run begin(Name name, TakenEvent event) {
        Run run = new Run(event, life);
        waiting.remove(event.id());
        running.put(event.id(), run);
        name.runs++;
        inFlight += name.staged ? 1 : 0;
        if (event.suspect()) {
            suspectRun = run;
        }
        if (event.event().group() != null) {
            waitingByGroup.remove(event.event().group());
            runningGroups.add(event.event().group());
        }
        return run;
    }

    /** A suspect that is past its time-out has not ended the JVM: the next one may start beside it. */
    synchronized void acquit(Run run) {
        if (suspectRun == run) {
            suspectRun = null;
        }
    }

    /** The run is over, and what had to be written is written or given up. */
    synchronized void ended(Run run) {
        if (!running.remove(run.id(), run)) {
            return;
        }
        if (reading) {
            endedWhileReading.add(run.id());
        }
        acquit(run);
        Name name = byName.get(run.name());
        name.runs--;
        inFlight -= name.staged ? 1 : 0;
        runningGroups.remove(run.event().event().group());
        name.meanNanos = name.meanNanos == 0 ? run.runNanos() : 0.9 * name.meanNanos + 0.1 * run.runNanos();
        if (run.event().event().group() != null) {
            mayHaveMore();
        }
        notifyAll();
    }

    private void clearWaiting() {
        waiting.clear();
        waitingByGroup.clear();
        for (Name name : names) {
            name.queue.clear();
            name.suspects.clear();
        }
    }

    /** What runs now. */
    synchronized List<Run> running() {
        return List.copyOf(running.values());
    }

    /** Waits until nothing runs; false if the time was not enough. */
    synchronized boolean awaitNothingRuns(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (!running.isEmpty()) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
