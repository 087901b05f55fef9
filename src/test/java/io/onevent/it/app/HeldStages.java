package io.onevent.it.app;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stages of an application that it holds until it is told to complete them. The payload's first word says how a held one
 * completes, its second what becomes of a first run where the application does not hold any: {@code done}, {@code fails},
 * {@code rejects}, {@code postpones}, or {@code stays}, which is held all the same. A repeated run is done.
 */
public final class HeldStages {

    private static final Queue<Runnable> HELD = new ConcurrentLinkedQueue<>();

    private static volatile boolean holding = true;

    private HeldStages() {}

    public static void hold(boolean holds) {
        holding = holds;
    }

    public static int count() {
        return HELD.size();
    }

    static CompletionStage<Void> open(StoredEvent event) {
        String[] words = event.payload().split(" ");
        CompletableFuture<Void> stage = new CompletableFuture<>();
        if (event.retry() > 0) {
            complete(stage, "done");
        } else if (holding || words[1].equals("stays")) {
            HELD.add(() -> complete(stage, words[0]));
        } else {
            complete(stage, words[1]);
        }
        return stage;
    }

    /** Completes what is held on a thread that has nothing of the application's context. */
    public static int complete() {
        int count = HELD.size();
        Thread plain = new Thread(() -> {
            for (Runnable completion = HELD.poll(); completion != null; completion = HELD.poll()) {
                completion.run();
            }
        });
        plain.setContextClassLoader(null);
        plain.start();
        return count;
    }

    private static void complete(CompletableFuture<Void> stage, String how) {
        switch (how) {
            case "done" -> stage.complete(null);
            case "fails" -> stage.completeExceptionally(new IllegalStateException("the stage failed"));
            case "rejects" -> stage.completeExceptionally(new RejectEventException("not wanted"));
            case "postpones" -> stage.completeExceptionally(new PostponeEventException(Duration.ofHours(1)));
            default -> throw new IllegalArgumentException(how);
        }
    }
}
