package io.onevent.it.shop;

import io.onevent.OnEvent;
import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** Handlers of every temper. */
@ApplicationScoped
public class Handlers {

    @Inject
    private Rows rows;

    @Inject
    private RequestNumber requestNumber;

    @Inject
    private io.onevent.EventPublisher events;

    @Resource
    private TransactionSynchronizationRegistry transactions;

    private final CompletableFuture<Void> late = new CompletableFuture<>();

    private final Set<UUID> started = ConcurrentHashMap.newKeySet();

    @OnEvent("effect")
    void effect(StoredEvent event) {
        rows.effect(event);
    }

    @OnEvent("shaky")
    void failOneInTen(StoredEvent event) {
        rows.effect(event);
        if (ThreadLocalRandom.current().nextInt(10) == 0) {
            throw new IllegalStateException("shaky");
        }
    }

    @OnEvent("typed")
    void typed(String raw, Item item, StoredEvent event) {
        Seen.add("typed", item.number + " " + item.text + " " + raw);
        rows.effect(event);
    }

    @OnEvent("large")
    void large(String raw, StoredEvent event) {
        Seen.add("large", raw.length() + " " + event.payload().length());
        rows.effect(event);
    }

    @OnEvent("fails.twice")
    void failTwice(StoredEvent event) {
        rows.effect(event);
        if (event.retry() < 2) {
            throw new IllegalStateException("not yet: " + event.retry());
        }
    }

    @OnEvent("fails.always")
    void failAlways(StoredEvent event) {
        rows.effect(event);
        throw new IllegalArgumentException("never: " + event.retry(), new java.io.IOException("the cause"));
    }

    @OnEvent("unreadable")
    void throwUnreadable(StoredEvent event) {
        rows.effect(event);
        throw new Unreadable();
    }

    @OnEvent("unreadable.stage")
    CompletionStage<Void> completeUnreadably() {
        return CompletableFuture.failedFuture(new Unreadable());
    }

    /** As after a deployment that was only half done. */
    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new NoClassDefFoundError("half.a.Deployment");
        }
    }

    @OnEvent("fails.once.when.replayed")
    void failUntilReplayed(StoredEvent event) {
        if (started.add(event.id())) {
            throw new RejectEventException("first time");
        }
        rows.effect(event);
    }

    @OnEvent("rejected")
    void reject(StoredEvent event) {
        rows.effect(event);
        throw new IllegalStateException(new RejectEventException("not wanted", new java.io.IOException("the cause")));
    }

    @OnEvent("postponed")
    void postponeOnce(StoredEvent event) {
        Seen.add("postponed", event.retry());
        if (started.add(event.id())) {
            throw new PostponeEventException(Duration.ofMillis(300));
        }
        rows.effect(event);
    }

    @OnEvent("rollback.only")
    void rollbackOnly(StoredEvent event) {
        rows.effect(event);
        if (event.retry() == 0) {
            transactions.setRollbackOnly();
        }
    }

    @OnEvent("times.out")
    void timeOutOnce(StoredEvent event) {
        rows.effect(event);
        if (event.retry() == 0) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            Seen.add("times.out", Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
        }
    }

    /** Goes on when its time is up, as if nothing were the matter, on a connection from before and on a new one. */
    @OnEvent("works.on")
    void workOn(StoredEvent event) {
        if (event.retry() > 0) {
            rows.effect(event);
            return;
        }
        rows.effects(event, () -> {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (System.nanoTime() < until && !Thread.interrupted()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });
        try {
            rows.effect(event);
            Seen.add("works.on", "written");
        } catch (IllegalStateException refused) {
            Seen.add("works.on", "refused");
        }
    }

    @OnEvent("ends.its.transaction")
    void endTheTransaction(StoredEvent event) throws Exception {
        if (event.retry() == 0) {
            javax.naming.InitialContext.<UserTransaction>doLookup("java:comp/UserTransaction")
                    .commit();
        }
        rows.effect(event);
    }

    @OnEvent("swallows.sql.error")
    void swallow(StoredEvent event) {
        rows.effect(event);
        if (event.retry() == 0) {
            try {
                rows.update("INSERT INTO no_such_table VALUES (1)");
            } catch (IllegalStateException swallowed) {
                Seen.add("swallows.sql.error", swallowed.getMessage());
            }
        }
    }

    @OnEvent("without.transaction")
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public void withoutTransaction(StoredEvent event) {
        Seen.add("without.transaction", transactions.getTransactionStatus());
        rows.effect(event);
        if (event.retry() == 0) {
            throw new IllegalStateException("its row stays all the same");
        }
    }

    @OnEvent("leaves.transaction")
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public void leaveTransaction(StoredEvent event) throws Exception {
        if (event.retry() == 0) {
            javax.naming.InitialContext.<UserTransaction>doLookup("java:comp/UserTransaction")
                    .begin();
        }
        rows.effect(event);
    }

    @OnEvent("postponed.for.ever")
    void postponeForEver() {
        throw new PostponeEventException(java.time.temporal.ChronoUnit.FOREVER.getDuration());
    }

    @OnEvent("staged")
    CompletionStage<Void> staged(StoredEvent event) {
        Seen.add("staged", transactions.getTransactionStatus());
        CompletableFuture<Void> stage = new CompletableFuture<>();
        Thread foreign = new Thread(() -> {
            if (event.retry() == 0) {
                stage.completeExceptionally(new IllegalStateException("the stage failed"));
            } else {
                Seen.add("staged.done", event.id());
                stage.complete(null);
            }
        });
        foreign.start();
        return stage;
    }

    @OnEvent("staged.never")
    CompletionStage<Void> neverOnce(StoredEvent event) {
        return event.retry() == 0 ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
    }

    @OnEvent("staged.throws")
    CompletionStage<Void> throwOnceBeforeReturning(StoredEvent event) {
        Seen.add("staged.throws", event.retry());
        if (event.retry() == 0) {
            throw new IllegalStateException("there is no stage");
        }
        return CompletableFuture.completedFuture(null);
    }

    @OnEvent("staged.null")
    CompletionStage<Void> returnNullOnce(StoredEvent event) {
        Seen.add("staged.null", event.retry());
        return event.retry() == 0 ? null : CompletableFuture.completedFuture(null);
    }

    @OnEvent("staged.several")
    @Priority(3)
    CompletionStage<Void> third() {
        Seen.add("staged.several", "third");
        return CompletableFuture.completedFuture(null);
    }

    @OnEvent("staged.several")
    @Priority(1)
    CompletionStage<Void> first() {
        return endLater("staged.several", "first");
    }

    @OnEvent("staged.several")
    @Priority(2)
    CompletionStage<Void> second() {
        return endLater("staged.several", "second");
    }

    private static CompletionStage<Void> endLater(String what, String which) {
        Seen.add(what, which);
        return CompletableFuture.runAsync(
                () -> Seen.add(what, which + " is done"),
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
    }

    @OnEvent("staged.twice")
    @Priority(1)
    CompletionStage<Void> completeTwice() {
        Seen.add("staged.twice", "first");
        return new DoubleStage();
    }

    @OnEvent("staged.twice")
    @Priority(2)
    CompletionStage<Void> afterBoth() {
        return endLater("staged.twice", "second");
    }

    /** A stage that tells its end twice. */
    private static final class DoubleStage extends CompletableFuture<Void> {

        @Override
        public CompletableFuture<Void> whenComplete(BiConsumer<? super Void, ? super Throwable> action) {
            new Thread(() -> {
                        action.accept(null, null);
                        action.accept(null, null);
                    })
                    .start();
            return this;
        }
    }

    /** The first run's stage completes while the second run is open, which then fails. */
    @OnEvent("staged.late")
    CompletionStage<Void> completeAfterTheTimeOut(StoredEvent event) {
        Seen.add("staged.late", event.retry());
        if (event.retry() == 0) {
            return late;
        } else if (event.retry() == 1) {
            late.complete(null);
            return CompletableFuture.runAsync(
                    () -> {
                        throw new IllegalStateException("the second run fails");
                    },
                    CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
        }
        return CompletableFuture.completedFuture(null);
    }

    @OnEvent("publishes")
    void publish(StoredEvent event) {
        events.publish("effect", event.id().toString());
        if (event.retry() == 0) {
            throw new IllegalStateException("what it published is rolled back");
        }
    }

    @OnEvent("request.scoped")
    void inRequest(StoredEvent event) {
        Seen.add("request.scoped", requestNumber.number());
        rows.effect(event);
    }

    @OnEvent("grouped")
    void inOrder(StoredEvent event) {
        Seen.add("grouped." + event.group(), event.payload());
        rows.effect(event);
        if (event.retry() == 0 && ThreadLocalRandom.current().nextInt(5) == 0) {
            throw new IllegalStateException("again");
        }
    }

    @OnEvent("expires")
    void expires(StoredEvent event) {
        rows.effect(event);
    }
}
