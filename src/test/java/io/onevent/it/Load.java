package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Publishes steadily through a server that is to answer; tell it to use another one before that server is killed or stopped. */
final class Load {

    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private final Consumer<Server> publication;
    private Server through;
    private RuntimeException refused;

    /** Begins at once. */
    Load(Server through, Duration every, Consumer<Server> publication) {
        this.through = through;
        this.publication = publication;
        publisher.scheduleWithFixedDelay(this::publish, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void publish() {
        if (refused == null) {
            try {
                publication.accept(through);
            } catch (RuntimeException e) {
                refused = e;
            }
        }
    }

    /** From now on publishes through this server; nothing is under way on another one when this returns. */
    synchronized void through(Server other) {
        through = other;
    }

    /** Publishes no more; fails if a server has refused something. */
    void end() {
        publisher.shutdown();
        try {
            assertThat(publisher.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        synchronized (this) {
            assertThat(refused).as("what a server answered that is up").isNull();
        }
    }

    /** Publishes no more, whatever has become of it. */
    void abort() {
        publisher.shutdownNow();
    }
}
