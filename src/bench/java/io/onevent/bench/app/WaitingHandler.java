package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits without a thread, as for the answer of a remote system. */
@ApplicationScoped
public class WaitingHandler {

    private final ScheduledExecutorService answers = Executors.newSingleThreadScheduledExecutor();

    @Inject
    private Tally tally;

    @OnEvent("wait")
    CompletionStage<Void> handle(String payload) {
        tally.started();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        answers.schedule(
                () -> {
                    tally.ended();
                    answer.complete(null);
                },
                Long.getLong("bench.wait.millis"),
                TimeUnit.MILLISECONDS);
        return answer;
    }

    @PreDestroy
    void end() {
        answers.shutdownNow();
    }
}
