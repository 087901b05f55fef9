package io.onevent.internal.drain;

import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.threads.Relay;
import io.onevent.internal.drain.threads.ThreadComponent;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** The engine for tests of other packages: what a server's timers call, and what is counted inside. */
public final class EngineDoor {

    private final Engine engine;

    public EngineDoor(Instance<Object> beans) {
        engine = beans.select(Engine.class).get();
    }

    /** The beans of this package that an engine needs. */
    public static List<Class<?>> beans() {
        return List.of(Engine.class, ThreadComponent.class, SuspendingBean.class);
    }

    /** To be called before the start. */
    public void goBy(LongSupplier clock) {
        engine.goBy(clock);
    }

    /** No thread of the executor waits for a next relay. */
    public void lingerNoMore() {
        engine.drain().ifPresent(drain -> ((Relay) get(drain, "relay")).close());
    }

    /** The engine's work is known to come back, as by its looks at the table, and its lease is renewed. */
    public void proveAndRenew() {
        engine.drain().ifPresent(drain -> {
            ((Membership) get(drain, "membership")).progress().looked();
            drain.renew();
        });
    }

    public void start() {
        engine.start();
    }

    public void poll() {
        engine.poll();
    }

    public void glance() {
        engine.drain().ifPresent(Drain::glance);
    }

    public void renew() {
        engine.renew();
    }

    public void stop() {
        engine.stop();
    }

    /** How long the longest run under way takes so far, by name. */
    public Map<String, Duration> longestRuns() {
        return engine.drain().orElseThrow().longestRuns();
    }

    /**
     * What is under way here, which is nothing when all is done.
     *
     * @param submitted tasks that have not left their component, but for the one in which a thread waits for the next relay
     * @param unwritten ends that wait to be written
     * @param underWay flags of what one thread at a time does, which nobody would do again if one stayed set
     */
    public record Places(
            int workers,
            int idleWorkers,
            int inFlight,
            boolean suspect,
            int running,
            int waiting,
            int submitted,
            int unwritten,
            Set<String> underWay) {

        public boolean areFree() {
            return workers == 0
                    && idleWorkers == 0
                    && inFlight == 0
                    && !suspect
                    && running == 0
                    && waiting == 0
                    && submitted == 0
                    && unwritten == 0
                    && underWay.isEmpty();
        }
    }

    public Places places() {
        Drain drain = engine.drain().orElseThrow();
        Object queue = get(drain, "queue");
        Object relay = get(drain, "relay");
        boolean relays = isSet(relay, "relaying");
        int lingering = isSet(relay, "lingering") ? 1 : 0;
        int submitted = (int) get(get(drain, "threads"), "submitted") - (relays ? 0 : lingering);

        int unwritten = ((Collection<?>) get(get(drain, "ends"), "unwritten")).size();
        Set<String> underWay = new TreeSet<>(relays ? Set.of("relaying") : Set.of());
        if (isSet(drain, "wakeUnderWay")) {
            underWay.add("wake");
        }
        if (isSet(get(drain, "chores"), "underWay")) {
            underWay.add("chores");
        }
        synchronized (queue) {
            return new Places(
                    (int) get(queue, "workers"),
                    (int) get(queue, "idleWorkers"),
                    (int) get(queue, "inFlight"),
                    get(queue, "suspectRun") != null,
                    ((Map<?, ?>) get(queue, "running")).size(),
                    ((Map<?, ?>) get(queue, "waiting")).size(),
                    submitted,
                    unwritten,
                    underWay);
        }
    }

    private static boolean isSet(Object owner, String flag) {
        return ((AtomicBoolean) get(owner, flag)).get();
    }

    /** Counters have no other reader than tests: so they have no method. */
    static Object get(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException renamed) {
            throw new AssertionError(renamed);
        }
    }
}
