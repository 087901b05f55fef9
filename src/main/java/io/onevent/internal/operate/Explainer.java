package io.onevent.internal.operate;

import io.onevent.DeadEvent;
import io.onevent.Explanation;
import io.onevent.Explanation.Answer;
import io.onevent.ProcessedEvent;
import io.onevent.Reason;
import io.onevent.internal.config.Similar;
import io.onevent.internal.store.InstanceTable.Entered;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.jpa.EventRepository.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says why an event waits, or what became of it. */
@ApplicationScoped
public class Explainer {

    @Inject
    private OpenedStore opened;

    @Inject
    private LocalState local;

    Explanation explain(UUID id) {
        Optional<Waiting> waiting = opened.store().waiting().find(id);
        return waiting.isPresent() ? whyItWaits(waiting.get()) : whatBecameOf(id);
    }

    private Explanation whatBecameOf(UUID id) {
        Optional<DeadEvent> dead = opened.store().dead().find(id);
        if (dead.isPresent()) {
            return dead(dead.get());
        }
        Optional<ProcessedEvent> processed = opened.store().processed().find(id);
        if (processed.isPresent()) {
            Instant at = processed.get().processedDate();
            String text = "it was processed at " + at + "; ProcessedEvents.replay runs it again";
            return new Explanation(id, processed.get().event().name(), Answer.PROCESSED, at, null, null, text);
        }
        return new Explanation(
                id,
                null,
                Answer.UNKNOWN,
                null,
                null,
                null,
                "there is no such event: its transaction was not committed, or it was processed and is not kept "
                        + "(onevent.keep-processed), discarded, or cleaned");
    }

    private static Explanation dead(DeadEvent dead) {
        String text = "it is dead: " + dead.reason() + " at " + dead.lastFailure()
                + (dead.message() == null ? "" : ", " + dead.message())
                + "; mend the cause, then DeadEvents.replay runs it again and DeadEvents.discard throws it away";
        UUID id = dead.event().id();
        return new Explanation(id, dead.event().name(), Answer.DEAD, dead.lastFailure(), null, dead.reason(), text);
    }

    private Explanation whyItWaits(Waiting event) {
        Store store = opened.store();
        UUID id = event.event().id();
        String name = event.event().name();
        if (local.now().runningIds().contains(id)) {
            return held(event, local.now().instance(), null, "it runs on this instance");
        }
        Optional<Instant> pausedSince = store.pause().since();
        if (pausedSince.isPresent()) {
            return because(
                    event,
                    Answer.PAUSED,
                    pausedSince.get(),
                    null,
                    "the queue is paused since " + pausedSince.get() + ": EventQueue.resume lets it go on");
        }
        String group = event.event().group();
        UUID before = group == null ? null : store.figures().before(group, event.seq());
        if (before != null) {
            return because(
                    event,
                    Answer.BEHIND,
                    null,
                    before,
                    "it comes after event " + before + " of its group " + group + ": ask for that one's explanation");
        }
        Instant now = store.clock().now();
        List<Entered> live = store.instances().read();
        Set<String> handled = live.stream()
                .flatMap(instance -> instance.handles().keySet().stream())
                .collect(Collectors.toSet());
        if (!handled.contains(name)) {
            String remedy = Similar.name(name, handled)
                    .map(similar -> "is " + similar + " meant? Else deploy an application that has one")
                    .orElse("deploy an application that has one");
            return because(
                    event,
                    Answer.UNHANDLED,
                    event.dueAt(),
                    null,
                    "no live instance has a handler for the name " + name + ": " + remedy);
        }
        if (event.dueAt() == null) {
            return because(
                    event,
                    Answer.NOT_DUE,
                    null,
                    null,
                    "its row does not say when it is due, so it never is: mend or delete the row by its id");
        }
        if (event.dueAt().isAfter(now)) {
            String text = "it is due at " + event.dueAt()
                    + (event.event().retry() > 0 ? ", after " + event.event().retry() + " failed runs" : "");
            return because(event, Answer.NOT_DUE, event.dueAt(), null, text);
        }
        if (event.neverStarted() && !event.event().expiredAt().isAfter(now)) {
            Instant expired = event.event().expiredAt();
            return new Explanation(
                    id,
                    name,
                    Answer.DEAD,
                    expired,
                    null,
                    Reason.EXPIRED,
                    "it expired at " + expired + ", before it started");
        }
        return whyItDoesNotStart(event, live, store.leads().read().get(name));
    }

    /** It is due, and nothing keeps it but what runs already. */
    private Explanation whyItDoesNotStart(Waiting event, List<Entered> live, UUID leader) {
        String name = event.event().name();
        Integer limit = local.now().limit(name);
        UUID named = opened.store().figures().holder(event.event().id());
        Entered holder = null;
        boolean anyHasRoom = false;
        for (Entered instance : live) {
            if (instance.id().equals(named)
                    || named == null && instance.taken().contains(event.event().id())) {
                holder = instance;
            }
            Integer running = runs(instance).get(name);
            boolean mayTake = running != null && (leader == null || leader.equals(instance.id()));
            anyHasRoom |= mayTake && (limit == null || running < limit);
        }
        if (holder == null ? !anyHasRoom : isFull(holder, name, limit)) {
            return because(
                    event,
                    Answer.AT_LIMIT,
                    event.dueAt(),
                    holder == null ? null : holder.id(),
                    "as many events named " + name + " run as may, " + limit
                            + " on each instance: wait, look for slow handlers, or raise onevent.threads, "
                            + "onevent.async.max-in-flight or onevent.event." + name + ".max-concurrency");
        }
        if (holder != null) {
            return held(
                    event,
                    holder.id(),
                    holder.leaseUntil(),
                    "instance " + holder.id() + " of " + holder.application() + ", alive until " + holder.leaseUntil()
                            + " at least, runs it or will start it soon");
        }
        return because(
                event,
                Answer.READY,
                event.dueAt(),
                null,
                "it is due since " + event.dueAt() + " and starts when a thread is free");
    }

    private boolean isFull(Entered instance, String name, Integer limit) {
        return limit != null && runs(instance).getOrDefault(name, 0) >= limit;
    }

    /** What runs on an instance; of this one more is known than it wrote down. */
    private Map<String, Integer> runs(Entered instance) {
        return instance.id().equals(local.now().instance()) ? local.now().running() : instance.handles();
    }

    private static Explanation held(Waiting event, UUID instance, Instant until, String text) {
        return because(event, Answer.HELD, until, instance, text);
    }

    private static Explanation because(Waiting event, Answer answer, Instant at, UUID by, String text) {
        return new Explanation(event.event().id(), event.event().name(), answer, at, by, null, text);
    }
}
