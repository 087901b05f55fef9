package io.onevent.internal.drain;

import io.onevent.internal.config.Mode;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

    private final int threads;
    private final int maxInFlight;
    private final List<TakenOfName> names = new ArrayList<>();
    private final Map<String, TakenOfName> byName = new HashMap<>();
    private final Map<UUID, Run> running = new LinkedHashMap<>();
    private final Map<UUID, TakenEvent> waiting = new LinkedHashMap<>();
    private final Map<String, TakenEvent> waitingByGroup = new HashMap<>();
    private final Set<String> runningGroups = new HashSet<>();
    private final Set<UUID> endedWhileReading = new HashSet<>();
    private Life life;
    private boolean paused;
    private boolean reading;
    private int inFlight;
    private Run suspectRun;
    private int workers;
    private int idleWorkers;
    private int turn;

    Taken(Handlers handlers, Mode mode, int threads, int maxInFlight) {
        this.threads = threads;
        this.maxInFlight = maxInFlight;
        boolean several = handlers.names().size() > 1;
        for (String handled : handlers.names()) {
            TakenOfName name = new TakenOfName(
                    handled, handlers.kind(handled), mode, share(threads, several), share(maxInFlight, several));
            names.add(name);
            byName.put(handled, name);
        }
    }

    /** A slow name must leave room for the others before they come, not only when they wait already. */
    private static int share(int budget, boolean several) {
        return several ? Math.max(1, budget * 3 / 4) : budget;
    }

    /** From now on this instance lives this life, or none; returns what was taken in another and has not started. */
    synchronized List<TakenEvent> live(Life present) {
        life = present;
        List<TakenEvent> left = List.copyOf(waiting.values());
        waiting.clear();
        waitingByGroup.clear();
        for (TakenOfName name : names) {
            name.queue.clear();
            name.suspects.clear();
        }
        return left;
    }

    /** From now on nothing starts, or again; false if that is nothing new. */
    synchronized boolean pause(boolean pauses) {
        boolean changes = paused != pauses;
        paused = pauses;
        return changes;
    }

    /** Events of this name may be due. */
    synchronized void mayHaveMore(String name) {
        TakenOfName known = byName.get(name);
        if (known != null) {
            known.mayHaveMore = true;
        }
    }

    /** Events of all names may be due. */
    synchronized void mayHaveMore() {
        names.forEach(name -> name.mayHaveMore = true);
    }

    /** Whether one of these names runs low that may have more. */
    synchronized boolean runsLow(Set<String> open) {
        if (!mayStart()) {
            return false;
        }
        for (TakenOfName name : names) {
            if (name.runsLow() && open.contains(name.name)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayStart() {
        return life != null && !paused && life.isAlive();
    }

    /** How many events to take of which names. From here until {@link #readEnded} what ends is remembered: a read may still see it. */
    synchronized Map<String, Integer> beginRead(Set<String> open) {
        Map<String, Integer> wanted = new TreeMap<>();
        for (TakenOfName name : names) {
            if (name.runsLow() && open.contains(name.name)) {
                name.mayHaveMore = false;
                wanted.put(name.name, name.wanted());
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
            if (!isKnown(event)) {
                unknown.add(event);
            }
        }
        return unknown;
    }

    private boolean isKnown(TakenEvent event) {
        return waiting.containsKey(event.id())
                || running.containsKey(event.id())
                // What is claimed was there, whatever has ended.
                || !event.held() && endedWhileReading.contains(event.id());
    }

    /** Lets these, which were taken in this life, wait here for a thread; returns those that must not. */
    synchronized List<TakenEvent> offer(Life takenIn, Collection<TakenEvent> events) {
        if (takenIn != life) {
            return List.copyOf(events);
        }
        List<TakenEvent> back = new ArrayList<>();
        for (TakenEvent event : events) {
            if (isKnown(event)) {
                back.add(event);
            } else {
                removeFormerHead(event, back);
                byName.get(event.name()).add(event);
                waiting.put(event.id(), event);
            }
        }
        return back;
    }

    /** A replay can put another event at the head of a group. */
    private void removeFormerHead(TakenEvent head, List<TakenEvent> back) {
        String group = head.event().group();
        TakenEvent former = group == null ? null : waitingByGroup.put(group, head);
        if (former != null) {
            byName.get(former.name()).remove(former);
            waiting.remove(former.id());
            back.add(former);
        }
    }

    synchronized void readEnded() {
        reading = false;
        endedWhileReading.clear();
    }

    /** The ids of all that wait or run here. */
    synchronized Set<UUID> held() {
        Set<UUID> held = new HashSet<>(waiting.keySet());
        held.addAll(running.keySet());
        return held;
    }

    /** How many more workers could start something now. */
    synchronized int missingWorkers() {
        int startable = 0;
        for (TakenOfName name : names) {
            startable += Math.min(startableOf(name), name.room()) + name.resumed.size();
        }
        return Math.min(threads - workers, startable - idleWorkers);
    }

    private int startableOf(TakenOfName name) {
        return mayStart() ? name.queue.size() + (suspectRun != null ? 0 : Math.min(1, name.suspects.size())) : 0;
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

    /** A worker has left the handlers of this run and will ask for the next. */
    synchronized void workerIsBack(Run run) {
        idleWorkers++;
        byName.get(run.name()).offThread(run.runNanos());
    }

    /** What goes on or starts next, names taking turns; null if nothing may, which ends the worker. */
    synchronized Run next() {
        for (int i = 0; i < names.size(); i++) {
            TakenOfName name = names.get((turn + i) % names.size());
            Run run = goOn(name);
            if (run == null && mayStart()) {
                run = begin(name);
            }
            if (run != null) {
                turn = (turn + i + 1) % names.size();
                idleWorkers--;
                return run;
            }
        }
        leaveWorker();
        return null;
    }

    /** This run, whose stage has completed, has another handler to call. */
    synchronized void resume(Run run) {
        byName.get(run.name()).resumed.add(run);
    }

    private Run goOn(TakenOfName name) {
        Run run = name.hasThreadToSpare() ? name.resumed.poll() : null;
        if (run != null) {
            name.backOnThread();
        }
        return run;
    }

    /** A suspect goes first: it has waited for a lease already. One at a time, and one of a group at a time. */
    private Run begin(TakenOfName name) {
        if (name.room() <= 0 || name.staged && inFlight >= maxInFlight) {
            return null;
        }
        TakenEvent event = name.poll(suspectRun == null, runningGroups);
        if (event == null) {
            return null;
        }
        Run run = new Run(event, life);
        waiting.remove(event.id());
        running.put(event.id(), run);
        name.begun();
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
        TakenOfName name = byName.get(run.name());
        name.ended(run.runNanos());
        inFlight -= name.staged ? 1 : 0;
        if (run.event().event().group() != null) {
            runningGroups.remove(run.event().event().group());
            mayHaveMore();
        }
        notifyAll();
    }

    /** What runs now. */
    synchronized List<Run> running() {
        return List.copyOf(running.values());
    }

    /** The names that are handled here, and how many of their events run. */
    synchronized Map<String, Integer> runningByName() {
        Map<String, Integer> byName = new TreeMap<>();
        names.forEach(name -> byName.put(name.name, name.running()));
        return byName;
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
