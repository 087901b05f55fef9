package io.onevent.internal.drain.queue;

import io.onevent.internal.config.Mode;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.publish.WakeUp;
import io.onevent.internal.store.Demand;
import io.onevent.internal.store.TakenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What this instance has taken: the events that wait here for a thread, by name, and those that run. Decides what may
 * start next.
 */
public final class LocalQueue {

    /** One start in so many is for a name whose turn it is, whatever expires meanwhile. */
    private static final int LONGEST_TURN = 4;

    private final LongSupplier clock;
    private final int threads;
    private final int maxInFlight;
    private final List<NameQueue> names = new ArrayList<>();
    private final Map<String, NameQueue> byName = new HashMap<>();
    private final Map<UUID, Run> running = new LinkedHashMap<>();
    private final Map<UUID, TakenEvent> waiting = new LinkedHashMap<>();
    private final Map<String, TakenEvent> waitingByGroup = new HashMap<>();
    private final Set<String> runningGroups = new HashSet<>();
    private final Set<UUID> endedWhileReading = new HashSet<>();
    /**
     * What was claimed while a former run of it goes on here: of a life that is over, or of a state that the database
     * has gone back behind. It waits when that run has ended.
     */
    private final Map<UUID, TakenEvent> claimedAgain = new HashMap<>();
    /** Until it is told otherwise this instance may take all that it handles. */
    private final Set<String> takeable = new HashSet<>();

    private Life life;
    private boolean paused;
    private boolean reading;
    private int inFlight;
    private Run suspectRun;
    private int workers;
    private int idleWorkers;
    private int turn;
    private int turns;

    /**
     * @param maxConcurrency by name, where it is bounded
     * @param batches by name, how many events go into one call of its handlers, where it is more than one
     * @param clock this machine's monotonic clock
     */
    public LocalQueue(
            Handlers handlers,
            Mode mode,
            int threads,
            int maxInFlight,
            Map<String, Integer> maxConcurrency,
            Map<String, Integer> batches,
            LongSupplier clock) {
        this.clock = clock;
        this.threads = threads;
        this.maxInFlight = maxInFlight;
        boolean several = handlers.names().size() > 1;
        for (String handled : handlers.names()) {
            NameQueue name = new NameQueue(
                    handled,
                    handlers.kind(handled),
                    mode,
                    share(threads, several),
                    share(maxInFlight, several),
                    maxConcurrency.getOrDefault(handled, Integer.MAX_VALUE),
                    batches.getOrDefault(handled, 1),
                    clock);
            names.add(name);
            byName.put(handled, name);
            takeable.add(handled);
        }
    }

    /** A slow name must leave room for the others before they come, not only when they wait already. */
    private static int share(int budget, boolean several) {
        return several ? Math.max(1, budget * 3 / 4) : budget;
    }

    /** From now on this instance lives this life, or none; returns what was taken in another and has not started. */
    public synchronized List<TakenEvent> live(Life present) {
        life = present;
        List<TakenEvent> left = new ArrayList<>(waiting.values());
        left.addAll(claimedAgain.values());
        waiting.clear();
        waitingByGroup.clear();
        claimedAgain.clear();
        for (NameQueue name : names) {
            name.clear();
        }
        return left;
    }

    /** From now on nothing starts, or again; false if that is nothing new. */
    public synchronized boolean pause(boolean pauses) {
        boolean changes = paused != pauses;
        paused = pauses;
        return changes;
    }

    /** From now on nothing of these names starts, and all others go on; returns those that do not any more. */
    public synchronized Set<String> hold(Set<String> held) {
        Set<String> letGo = new TreeSet<>();
        for (NameQueue name : names) {
            if (held.contains(name.name)) {
                name.hold();
            } else if (name.isHeld()) {
                name.letGo();
                letGo.add(name.name);
            }
        }
        return letGo;
    }

    /** From now on nothing of this name starts; false if that is nothing new. */
    public synchronized boolean hold(String name) {
        boolean isNew = !byName.get(name).isHeld();
        byName.get(name).hold();
        return isNew;
    }

    public synchronized boolean isHeld(String name) {
        return byName.get(name).isHeld();
    }

    /** Of this name, which is held, one event may start until then, by this machine's clock. */
    public synchronized void probe(String name, long untilNanos) {
        byName.get(name).probeUntil(untilNanos);
    }

    /** Whether a probe of this name is under way here. */
    public synchronized boolean isProbing(String name) {
        return byName.get(name).isProbing();
    }

    /** What was taken in this life of names that are held, and must not start; it waits here no more. */
    public synchronized List<TakenEvent> takeOutHeld(Life takenIn) {
        List<TakenEvent> out = new ArrayList<>();
        for (NameQueue name : names) {
            if (takenIn == life && name.isHeld() && !name.mayStart()) {
                for (TakenEvent event : name.all()) {
                    name.remove(event);
                    waiting.remove(event.id());
                    if (event.event().group() != null) {
                        waitingByGroup.remove(event.event().group(), event);
                    }
                    out.add(event);
                }
            }
        }
        return out;
    }

    /** From now on this instance may take events of these names; of others it remembers no groups. */
    public synchronized void mayTake(Set<String> names) {
        takeable.clear();
        takeable.addAll(names);
        for (NameQueue name : this.names) {
            if (!takeable.contains(name.name)) {
                name.groups.clear();
            }
        }
    }

    /** A commit has made this due. */
    public synchronized void mayHaveMore(WakeUp due) {
        if (due.name() == null) {
            mayHaveNextOf(due.group());
            return;
        }
        NameQueue name = byName.get(due.name());
        if (name == null) {
            return;
        }
        if (due.group() != null) {
            if (takeable.contains(name.name)) {
                name.groups.wake(due.group());
            }
            return;
        }
        name.mayHaveMore();
        if (due.longDue()) {
            name.lowWater.forget();
        }
        if (due.dated()) {
            name.mayHaveDated();
        } else {
            name.mayHaveUndated();
        }
    }

    /** The next event of a group may be of any name that may be taken and whose events have groups. */
    private void mayHaveNextOf(String group) {
        for (NameQueue name : names) {
            if (name.groups.isAnyKnown() && takeable.contains(name.name)) {
                name.groups.wake(group);
            }
        }
    }

    /** Events of this name may be due. */
    public synchronized void mayHaveMore(String name) {
        byName.get(name).mayHaveMore();
    }

    /** The same, and they may have been due before. */
    public synchronized void mayHaveMoreFromBefore(String name) {
        byName.get(name).lowWater.forget();
        mayHaveMore(name);
    }

    /** Whatever is handled here may be due. */
    public synchronized void mayHaveMore() {
        mayHaveMoreBut(Set.of());
    }

    /** Whatever is handled here may be due, but nothing of these names. */
    public synchronized void mayHaveMoreBut(Set<String> none) {
        for (NameQueue name : names) {
            name.lowWater.looks();
            if (!none.contains(name.name)) {
                name.mayHaveMore();
                name.mayHaveUndated();
                name.mayHaveGroups();
            }
        }
    }

    /** Those of the names of which nothing waits or runs here. */
    public synchronized List<String> quiet(Set<String> takeable) {
        return names.stream()
                .filter(NameQueue::isQuiet)
                .map(name -> name.name)
                .filter(takeable::contains)
                .toList();
    }

    /** The names of which something may be due that nobody here knows of or looks for. */
    public synchronized List<String> namesToGlanceAt(Set<String> takeable) {
        return mayStart()
                ? names.stream()
                        .filter(NameQueue::mayGlance)
                        .map(name -> name.name)
                        .filter(takeable::contains)
                        .toList()
                : List.of();
    }

    /** The names whose groups may be looked at. */
    public synchronized List<String> namesToLookAt(Set<String> takeable) {
        return mayStart()
                ? names.stream()
                        .filter(NameQueue::mayStart)
                        .map(name -> name.name)
                        .filter(takeable::contains)
                        .toList()
                : List.of();
    }

    /** Whether to look now at the groups of this name whose events came due last. */
    public synchronized boolean beginLookAtNewest(String name) {
        return byName.get(name).groups.beginLookAtNewest();
    }

    /**
     * These heads of groups may start, by group.
     *
     * @param any whether there is any group at all that has an event which is due
     * @param all whether all of these were looked at
     */
    public synchronized void foundNewest(String name, Map<String, UUID> heads, boolean any, boolean all) {
        if (takeable.contains(name)) {
            GroupScan groups = byName.get(name).groups;
            if (any) {
                groups.isKnown();
            }
            groups.foundNewest(notHere(heads), all);
        }
    }

    /** Takes so many groups at most of this name of which it is to be found out whether they have an event to start. */
    public synchronized List<String> takeGuesses(String name, int most) {
        return byName.get(name).takeGuesses(most);
    }

    /** Of the guesses that were taken these were right. */
    public synchronized void wereRight(String name, Map<String, UUID> heads) {
        if (takeable.contains(name)) {
            byName.get(name).groups.wereRight(notHere(heads));
        }
    }

    /** These groups may have an event of this name to start, or not. */
    public synchronized void wake(String name, List<String> groups) {
        if (takeable.contains(name)) {
            groups.forEach(byName.get(name).groups::wake);
        }
    }

    /** The group after which to look for more of this name, or null if it is not the time for that. */
    public synchronized String lookThroughAfter(String name) {
        return byName.get(name).groups.lookThroughAfter();
    }

    /**
     * These heads may start, by group; the groups were looked through as far as this one, null for to the last. Answers
     * whether any of them is new here.
     */
    public synchronized boolean foundThrough(String name, Map<String, UUID> heads, String last) {
        List<String> groups = takeable.contains(name) ? notHere(heads) : List.of();
        byName.get(name).groups.foundThrough(groups, last);
        return !groups.isEmpty();
    }

    /** Nothing comes of looking through the groups of this name for now. */
    public synchronized void restFromLooks(String name) {
        byName.get(name).groups.rest();
    }

    /** Those of the groups of which nothing runs here: the end of a run wakes its group. */
    public synchronized List<String> notRunning(Collection<String> groups) {
        return groups.stream().filter(group -> !runningGroups.contains(group)).toList();
    }

    /** The groups whose heads neither wait nor run here. */
    private List<String> notHere(Map<String, UUID> heads) {
        List<String> groups = new ArrayList<>();
        heads.forEach((group, head) -> {
            if (!waiting.containsKey(head) && !running.containsKey(head)) {
                groups.add(group);
            }
        });
        return groups;
    }

    /** Whether nothing waits or runs here. */
    public synchronized boolean isIdle() {
        return waiting.isEmpty() && running.isEmpty();
    }

    /** To take what ran low took so long, and nothing was taken again before that. */
    public synchronized void took(long nanos) {
        names.forEach(name -> name.depth.took(nanos));
    }

    /** Nothing came of these reads. */
    public synchronized void unread(Map<String, Demand> wanted) {
        wanted.forEach((name, some) -> byName.get(name).unread(some));
    }

    /** Whether one of these names runs low that may have more. */
    public synchronized boolean runsLow(Set<String> takeable) {
        if (!mayStart()) {
            return false;
        }
        for (NameQueue name : names) {
            if (name.runsLow() && takeable.contains(name.name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing keeps everything from starting. */
    public synchronized boolean runsFreely() {
        return mayStart();
    }

    private boolean mayStart() {
        return life != null && !paused && life.isAlive();
    }

    /**
     * What to take of which names. From here until {@link #readEnded} what ends is remembered: a read may still see it.
     */
    public synchronized Map<String, Demand> beginRead(Set<String> takeable) {
        reading = true;
        endedWhileReading.clear();
        return readMore(takeable);
    }

    /** What else to take meanwhile. */
    public synchronized Map<String, Demand> readMore(Set<String> takeable) {
        Map<String, Demand> wanted = new TreeMap<>();
        for (NameQueue name : names) {
            if (name.runsLow() && takeable.contains(name.name)) {
                wanted.put(name.name, name.beginRead());
            }
        }
        return wanted;
    }

    /** Those of the events that are new here, and all that were claimed: nobody else would start these. */
    public synchronized List<TakenEvent> unknownOf(Collection<TakenEvent> events) {
        List<TakenEvent> unknown = new ArrayList<>();
        for (TakenEvent event : events) {
            if (event.claimed() || !isKnown(event)) {
                unknown.add(event);
            }
        }
        return unknown;
    }

    private boolean isKnown(TakenEvent event) {
        return waiting.containsKey(event.id())
                || running.containsKey(event.id())
                // What is claimed was there, whatever has ended.
                || !event.claimed() && endedWhileReading.contains(event.id());
    }

    /** This was read of a name, whether it is new here or not. */
    public synchronized void wasRead(String name, Collection<TakenEvent> events) {
        byName.get(name).lowWater.read(events);
    }

    /** Lets these, which were taken in this life, wait here for a thread; returns those that must not. */
    public synchronized List<TakenEvent> offer(Life takenIn, Collection<TakenEvent> events) {
        if (takenIn != life) {
            return List.copyOf(events);
        }
        List<TakenEvent> back = new ArrayList<>();
        for (TakenEvent event : events) {
            if (event.claimed() && running.containsKey(event.id())) {
                claimedAgain.put(event.id(), event);
            } else if (isKnown(event) || !byName.get(event.name()).mayStart()) {
                back.add(event);
                byName.get(event.name()).lowWater.forget();
            } else {
                removeFormerHead(event, back);
                waits(event);
            }
        }
        return back;
    }

    private void waits(TakenEvent event) {
        byName.get(event.name()).add(event);
        putToWait(event);
    }

    private void putToWait(TakenEvent event) {
        waiting.put(event.id(), event);
        if (event.event().group() != null) {
            waitingByGroup.put(event.event().group(), event);
        }
    }

    /** A replay can put another event at the head of a group. */
    private void removeFormerHead(TakenEvent head, List<TakenEvent> back) {
        String group = head.event().group();
        TakenEvent former = group == null ? null : waitingByGroup.get(group);
        if (former != null) {
            byName.get(former.name()).remove(former);
            waiting.remove(former.id());
            back.add(former);
        }
    }

    /** What waits here for a thread. */
    public synchronized List<TakenEvent> waiting() {
        return List.copyOf(waiting.values());
    }

    /** Lets go of those of these events that have not started; returns them. */
    public synchronized List<TakenEvent> drop(Collection<TakenEvent> events) {
        List<TakenEvent> dropped = new ArrayList<>();
        for (TakenEvent event : events) {
            if (waiting.remove(event.id(), event)) {
                byName.get(event.name()).remove(event);
                waitingByGroup.remove(event.event().group(), event);
                dropped.add(event);
            }
        }
        return dropped;
    }

    public synchronized void readEnded() {
        reading = false;
        endedWhileReading.clear();
    }

    /** The ids of all that wait or run here. */
    public synchronized Set<UUID> held() {
        Set<UUID> held = new HashSet<>(waiting.keySet());
        held.addAll(running.keySet());
        return held;
    }

    /** How many more workers could start something now. */
    public synchronized int missingWorkers() {
        return Math.min(threads - workers, startable() - idleWorkers);
    }

    /** How many threads are workers, also those that are asked for and have not begun. */
    public synchronized int workers() {
        return workers;
    }

    /** Whether there is anything that one more thread could start now. */
    public synchronized boolean eventsWait() {
        return startable() > 0;
    }

    private int startable() {
        int startable = 0;
        for (NameQueue name : names) {
            startable += Math.min(startableOf(name), name.limits.room()) + name.resumed.size();
        }
        return startable;
    }

    private int startableOf(NameQueue name) {
        if (!mayStart() || !name.mayStart()) {
            return 0;
        }
        int startable = name.callsToCome() + (suspectRun != null ? 0 : Math.min(1, name.suspects.size()));
        return name.isHeld() ? Math.min(1, startable) : startable;
    }

    /** Whether one more worker may work; it is counted until {@link #next} gives it nothing. */
    public synchronized boolean enterWorker() {
        if (workers >= threads) {
            return false;
        }
        workers++;
        idleWorkers++;
        return true;
    }

    /** A worker that was counted could not be started. */
    public synchronized void leaveWorker() {
        workers--;
        idleWorkers--;
    }

    /** A worker has left the handlers of this run and will ask for the next. */
    public synchronized void workerIsBack(Run run) {
        idleWorkers++;
        run.call().forEach(Run::leaveThread);
        byName.get(run.name()).offThread(run.runNanos() / run.call().size());
    }

    /** What goes on or starts next; null if nothing may, which ends the worker. */
    public synchronized Run next() {
        Run run = ++turns % LONGEST_TURN == 0 ? null : soonestToExpire();
        for (int i = 0; run == null && i < names.size(); i++) {
            NameQueue name = names.get((turn + i) % names.size());
            run = takeResumed(name);
            if (run == null && mayStart()) {
                run = begin(name);
            }
            if (run != null) {
                turn = (turn + i + 1) % names.size();
            }
        }
        if (run == null) {
            leaveWorker();
        } else {
            idleWorkers--;
        }
        return run;
    }

    /** Of a name whose next event expires soon, the soonest first; the others take turns. */
    private Run soonestToExpire() {
        NameQueue soonest = null;
        for (NameQueue name : names) {
            if (name.nextExpiry() != null
                    && name.mayStart()
                    && name.limits.room() > 0
                    && (soonest == null || name.nextExpiry() - soonest.nextExpiry() < 0)) {
                soonest = name;
            }
        }
        return soonest != null && mayStart() ? begin(soonest) : null;
    }

    /** This run, whose stage has completed, has another handler to call. */
    public synchronized void resume(Run run) {
        byName.get(run.name()).resumed.add(run);
    }

    private Run takeResumed(NameQueue name) {
        Run run = name.limits.hasThreadToSpare() ? name.resumed.poll() : null;
        if (run != null) {
            name.limits.backOnThread();
            run.backOnThread();
        }
        return run;
    }

    /** A suspect goes first: it has waited for a lease already. One at a time, and one of a group at a time. */
    private Run begin(NameQueue name) {
        if (name.limits.room() <= 0 || !name.mayStart() || name.staged && inFlight >= maxInFlight) {
            return null;
        }
        TakenEvent event = suspectRun == null ? name.pollSuspect(this::isGroupFree) : null;
        boolean repeated = false;
        if (event == null) {
            event = name.pollAlone(this::isGroupFree);
            repeated = event != null;
        }
        if (event == null) {
            event = name.poll(this::isGroupFree);
        }
        if (event == null) {
            return null;
        }
        Run run = new Run(event, life, clock);
        register(run, name);
        run.isRepeated(repeated);
        run.mayBeJoined(!repeated && !event.suspect() && isFresh(event) && !name.isHeld());
        name.begun(event, run);
        inFlight += name.staged ? 1 : 0;
        if (event.suspect()) {
            suspectRun = run;
        }
        return run;
    }

    private boolean isGroupFree(TakenEvent event) {
        return !runningGroups.contains(event.event().group());
    }

    /** Whether nothing is known of it that should keep it from running with others. */
    private static boolean isFresh(TakenEvent event) {
        return event.event().retry() == 0;
    }

    private void register(Run run, NameQueue name) {
        TakenEvent event = run.event();
        try {
            running.put(event.id(), run);
        } catch (Throwable noMemory) {
            name.add(event);
            throw noMemory;
        }
        waiting.remove(event.id());
        if (event.event().group() != null) {
            waitingByGroup.remove(event.event().group());
            runningGroups.add(event.event().group());
        }
    }

    /**
     * Lets more events of its name that wait here run together with this run, so many at most; returns their runs. Never
     * suspects, nor what has failed before, alone or with others, nor more than one of a group.
     */
    public synchronized List<Run> join(Run first, int most) {
        List<Run> joined = new ArrayList<>();
        NameQueue name = byName.get(first.name());
        while (joined.size() < most && first.mayBeJoined() && first.life() == life && mayStart() && name.mayStart()) {
            TakenEvent event = name.poll(other -> isGroupFree(other) && isFresh(other));
            if (event == null) {
                break;
            }
            Run run = first.joinedBy(event);
            register(run, name);
            name.joined(event);
            joined.add(run);
        }
        return joined;
    }

    /**
     * These ran together in vain: they wait here again, before all that have not run.
     *
     * @param alone whether each is to run without others
     * @return those that must not wait here
     */
    public synchronized List<Run> putBack(Collection<Run> runs, boolean alone) {
        List<Run> back = new ArrayList<>();
        List<Run> inOrder = new ArrayList<>(runs);
        if (!alone) {
            // Each is put before the others.
            Collections.reverse(inOrder);
        }
        for (Run run : inOrder) {
            if (running.get(run.id()) != run) {
                continue;
            }
            if (run.life() != life) {
                back.add(run);
                continue;
            }
            ended(run);
            if (waiting.containsKey(run.id())) {
                continue;
            }
            TakenEvent event = run.event().startedInTime();
            byName.get(run.name()).putBack(event, alone);
            putToWait(event);
            endedWhileReading.remove(event.id());
        }
        return back;
    }

    /** A suspect that is past its time-out has not ended the JVM: the next one may start beside it. */
    public synchronized void acquit(Run run) {
        if (suspectRun == run) {
            suspectRun = null;
        }
    }

    /** The run is over, and what had to be written is written or given up. */
    public synchronized void ended(Run run) {
        if (!running.remove(run.id(), run)) {
            return;
        }
        if (reading) {
            endedWhileReading.add(run.id());
        }
        acquit(run);
        NameQueue name = byName.get(run.name());
        name.ended(run.hasJoined(), run.runNanos() / run.call().size());
        if (run.outcome() != Outcome.PROCESSED) {
            name.lowWater.forget();
        }
        if (run.outcome() == Outcome.SUPERSEDED) {
            // It may have been put back, for now.
            name.mayHaveMore();
        }
        name.probeEnded(run);
        inFlight -= name.staged && !run.hasJoined() ? 1 : 0;
        if (run.event().event().group() != null) {
            runningGroups.remove(run.event().event().group());
            mayHaveNextOf(run.event().event().group());
        }
        TakenEvent again = claimedAgain.remove(run.id());
        if (again != null) {
            waits(again);
        }
        notifyAll();
    }

    /** Of each name, the smallest part of its life that an event had left at its start since this was asked last. */
    public synchronized Map<String, Double> leastLifeLeft() {
        Map<String, Double> least = new TreeMap<>();
        names.forEach(name -> least.put(name.name, name.leastLifeLeft()));
        return least;
    }

    /** How many events of a name may run here at once, or null if it is not handled here or they share calls. */
    public Integer limit(String name) {
        NameQueue queue = byName.get(name);
        return queue == null || queue.batch > 1 ? null : queue.limits.limit();
    }

    /** What runs now. */
    public synchronized List<Run> running() {
        return List.copyOf(running.values());
    }

    /** The names that are handled here, and how many of their events run. */
    public synchronized Map<String, Integer> runningByName() {
        Map<String, Integer> byName = new TreeMap<>();
        names.forEach(name -> byName.put(name.name, name.limits.running()));
        return byName;
    }

    /** Waits until nothing runs; false if the time was not enough. */
    public synchronized boolean awaitNothingRuns(Duration most) throws InterruptedException {
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
