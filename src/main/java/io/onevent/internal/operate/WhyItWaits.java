package io.onevent.internal.operate;

import io.onevent.Explanation;
import io.onevent.Explanation.Answer;
import io.onevent.Reason;
import io.onevent.internal.config.Similar;
import io.onevent.internal.store.InstanceTable.Entered;
import io.onevent.internal.store.PausedNames.Held;
import io.onevent.internal.store.QueueFigures.Owners;
import io.onevent.internal.store.Store;
import io.onevent.internal.store.jpa.EventRepository.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why one event waits: the questions in the order in which an operator would ask them. The first that has an answer
 * ends it.
 */
final class WhyItWaits {

    private final Waiting event;
    private final UUID id;
    private final String name;
    private final Store store;
    private final LocalState.View local;
    private Instant now;
    private List<Entered> live = List.of();
    private Entered holder;

    WhyItWaits(Waiting event, Store store, LocalState.View local) {
        this.event = event;
        this.id = event.event().id();
        this.name = event.event().name();
        this.store = store;
        this.local = local;
    }

    Explanation answer() {
        return Stream.<Supplier<Explanation>>of(
                        this::doesItRunHere,
                        this::isTheQueuePaused,
                        this::isItsNamePaused,
                        this::isItBehindAnotherOfItsGroup,
                        this::isItUnhandled,
                        this::isItNotDue,
                        this::isItExpired,
                        this::isItsNameAtTheLimit,
                        this::isItHeld)
                .map(Supplier::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(this::itIsReady);
    }

    private Explanation doesItRunHere() {
        return local.runningIds().contains(id)
                ? because(Answer.HELD, null, local.instance(), "it runs on this instance")
                : null;
    }

    private Explanation isTheQueuePaused() {
        Optional<Instant> since = store.pause().since();
        return since.isEmpty()
                ? null
                : because(
                        Answer.PAUSED,
                        since.get(),
                        null,
                        "the queue is paused since " + since.get() + ": EventQueue.resume lets it go on");
    }

    private Explanation isItsNamePaused() {
        return store.pausedNames().read().stream()
                .filter(held -> held.name().equals(name) && held.holds())
                .findFirst()
                .map(held -> because(Answer.PAUSED, held.since(), null, whyPaused(held)))
                .orElse(null);
    }

    private String whyPaused(Held held) {
        String resume = "EventQueue.resume(\"" + name + "\") lets them go on";
        String since = "events named " + name + " are paused since " + held.since();
        if (!held.broken()) {
            return since
                    + (held.until() == null ? ": " + resume : " until " + held.until() + ": " + resume + " sooner");
        }
        return since + " because runs of them failed (onevent.break-after): one is tried as a probe"
                + (held.isOver() || held.until() == null ? " soon" : " after " + held.until())
                + ", and all go on if that is processed; mend the cause, and " + resume + " sooner";
    }

    private Explanation isItBehindAnotherOfItsGroup() {
        String group = event.event().group();
        UUID before = group == null ? null : store.figures().before(group, event.seq());
        return before == null
                ? null
                : because(
                        Answer.BEHIND,
                        null,
                        before,
                        "it comes after event " + before + " of its group " + group
                                + ": ask for that one's explanation");
    }

    private Explanation isItUnhandled() {
        now = store.clock().now();
        live = store.instances().read();
        Set<String> handled = live.stream()
                .flatMap(instance -> instance.handles().keySet().stream())
                .collect(Collectors.toSet());
        if (handled.contains(name)) {
            return null;
        }
        String remedy = Similar.name(name, handled)
                .map(similar -> "is " + similar + " meant? Else deploy an application that has one")
                .orElse("deploy an application that has one");
        return because(
                Answer.UNHANDLED,
                event.dueAt(),
                null,
                "no live instance has a handler for the name " + name + ": " + remedy);
    }

    private Explanation isItNotDue() {
        if (event.dueAt() == null) {
            return because(
                    Answer.NOT_DUE,
                    null,
                    null,
                    "its row does not say when it is due, so it never is: mend or delete the row by its id");
        }
        if (!event.dueAt().isAfter(now)) {
            return null;
        }
        String text = "it is due at " + event.dueAt()
                + (event.event().retry() > 0 ? ", after " + event.event().retry() + " failed runs" : "");
        return because(Answer.NOT_DUE, event.dueAt(), null, text);
    }

    private Explanation isItExpired() {
        Instant expired = event.event().expiredAt();
        if (!event.mayExpire() || expired.isAfter(now)) {
            return null;
        }
        String text = "it expired at " + expired + ", before it started";
        return new Explanation(id, name, Answer.DEAD, expired, null, Reason.EXPIRED, text);
    }

    private Explanation isItsNameAtTheLimit() {
        Owners owners = store.figures().owners(id);
        UUID leader = owners.leader();
        UUID named = owners.holder();
        boolean anyHasRoom = false;
        for (Entered instance : live) {
            if (instance.id().equals(named) || named == null && instance.taken().contains(id)) {
                holder = instance;
            }
            boolean mayTake = runs(instance) != null && (leader == null || leader.equals(instance.id()));
            anyHasRoom |= mayTake && !isFull(instance);
        }
        return (holder == null ? anyHasRoom : !isFull(holder))
                ? null
                : because(
                        Answer.AT_LIMIT,
                        event.dueAt(),
                        holder == null ? null : holder.id(),
                        "as many events named " + name + " run as may, " + local.limit(name)
                                + " on each instance: wait, look for slow handlers, or raise onevent.threads, "
                                + "onevent.async.max-in-flight or onevent.event." + name + ".max-concurrency");
    }

    private boolean isFull(Entered instance) {
        Integer limit = local.limit(name);
        Integer running = runs(instance);
        return limit != null && running != null && running >= limit;
    }

    /**
     * How many of the name run on an instance, null where it has no handler; of this one more is known than it wrote
     * down.
     */
    private Integer runs(Entered instance) {
        Map<String, Integer> running = instance.id().equals(local.instance()) ? local.running() : instance.handles();
        return running.get(name);
    }

    private Explanation isItHeld() {
        return holder == null
                ? null
                : because(
                        Answer.HELD,
                        holder.leaseUntil(),
                        holder.id(),
                        "instance " + holder.id() + " of " + holder.application() + ", alive until "
                                + holder.leaseUntil() + " at least, runs it or will start it soon");
    }

    private Explanation itIsReady() {
        return because(
                Answer.READY,
                event.dueAt(),
                null,
                "it is due since " + event.dueAt() + " and starts when a thread is free");
    }

    private Explanation because(Answer answer, Instant at, UUID by, String text) {
        return new Explanation(id, name, answer, at, by, null, text);
    }
}
