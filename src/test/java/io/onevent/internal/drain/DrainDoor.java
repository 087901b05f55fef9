package io.onevent.internal.drain;

import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.lead.Progress;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.drain.run.HandlerCall;
import io.onevent.internal.drain.threads.Components;
import io.onevent.internal.drain.threads.Relay;
import io.onevent.internal.drain.threads.RequestContexts;
import io.onevent.internal.drain.threads.ServerThreads;
import io.onevent.internal.drain.threads.ThreadComponent;
import io.onevent.internal.monitor.Watchers;
import io.onevent.internal.publish.OpenedPayloads;
import io.onevent.internal.publish.WakeAfterCommit;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A new engine on the beans of an application that is deployed already, for tests that need thousands: to be made and used in the context
 * of that application. It looks at groups for as long as there are any, whatever time that takes, and does no chores.
 */
public final class DrainDoor {

    private final Drain drain;
    private final LocalQueue queue;
    private final WakeAfterCommit commits;

    public DrainDoor(Instance<Object> beans, Settings settings, LongSupplier clock) {
        OpenedStore opened = beans.select(OpenedStore.class).get();
        Store store = opened.store();
        RequestContexts contexts = new RequestContexts();
        Components components = new Components(
                beans.select(ThreadComponent.class), beans.select(RequestContextController.class), contexts);
        ServerThreads threads = ServerThreads.lookUp(settings.executor(), components, opened.transactions());
        Relay relay = new Relay(threads);
        relay.close();
        drain = new Drain(
                settings,
                "test",
                store,
                opened.transactions(),
                beans.select(OnEventExtension.class).get().handlers(),
                new HandlerCall(
                        store.events(),
                        beans.select(OpenedPayloads.class).get().get(),
                        contexts,
                        opened.transactions(),
                        null),
                threads,
                relay,
                beans.select(Watchers.class).get().itself().get(),
                () -> true,
                clock);
        queue = (LocalQueue) EngineDoor.get(drain, "queue");
        Object take = EngineDoor.get(drain, "take");
        Progress progress = ((Membership) EngineDoor.get(drain, "membership")).progress();
        Duration most = Duration.ofDays(1);
        set(take, "looks", new Looks(store.due(), queue, () -> progress.goesOn(Progress.Work.TAKE), most, most));
        ((AtomicBoolean) EngineDoor.get(EngineDoor.get(drain, "chores"), "underWay")).set(true);
        commits = beans.select(WakeAfterCommit.class).get();
        commits.to(drain::wake);
        drain.begin();
    }

    public void poll() {
        drain.poll();
    }

    public void renew() {
        drain.renew();
    }

    /** No commit wakes it any more. */
    public void forget() {
        commits.toNobody();
    }

    /** A run under way, or null. */
    public RunUnderWay run(UUID event) {
        for (Run run : queue.running()) {
            if (run.id().equals(event)) {
                return new RunUnderWay(
                        run.event().version(), run.event().suspect(), run.life().id());
            }
        }
        return null;
    }

    /**
     * A run under way.
     *
     * @param version that of its event with which it began
     * @param life of the instance
     */
    public record RunUnderWay(int version, boolean suspect, UUID life) {}

    private static void set(Object owner, String name, Object value) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            field.set(owner, value);
        } catch (ReflectiveOperationException renamed) {
            throw new AssertionError(renamed);
        }
    }
}
