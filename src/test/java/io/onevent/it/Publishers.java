package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes events one by one on each of some servers, a thread each, whatever comes of it, and remembers those that were answered
 * for: they are in the table by then. What failed may be in the table all the same, if only its answer was lost.
 */
final class Publishers implements AutoCloseable {

    private final String name;
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads;
    private volatile boolean ends;

    private Publishers(String name, Duration pause, List<Server> servers) {
        this.name = name;
        threads = servers.stream()
                .map(server -> new Thread(() -> publish(server, pause), "publishes-on-" + server.name()))
                .toList();
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    /** @param pause between two events of a server */
    static Publishers of(String name, Duration pause, Server... servers) {
        return new Publishers(name, pause, List.of(servers));
    }

    private void publish(Server server, Duration pause) {
        while (!ends) {
            try {
                published.add(server.get("publish?name=" + name));
            } catch (RuntimeException failed) {
                // Nobody was told that it is published.
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    int count() {
        return published.size();
    }

    /** Those that were answered for. */
    Set<String> ids() {
        return Set.copyOf(published);
    }

    /** Publishes no more; returns when what was asked for is answered, or will not be. */
    void end() {
        ends = true;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(90));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Each event that was answered for has one effect, none has two, none is dead. Call it when nothing waits any more. */
    void assertOneEffectEach(Database database) {
        List<String> effects = database.queryAll("SELECT event_id FROM ledger WHERE name = '" + name + "'");
        assertThat(published).as("what was published").isNotEmpty();
        assertThat(effects).as("nothing is lost").containsAll(published);
        assertThat(database.repeated()).as("nothing is done twice").isEmpty();
        assertThat(database.queryAll("SELECT id, name, reason FROM onevent_dead_event"))
                .as("nothing is dead")
                .isEmpty();
    }
}
