package io.onevent.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Two processes with the same applications, each on one database. */
final class Pair implements AutoCloseable {

    private final List<Server> servers;

    Pair(String name, TestApp... apps) {
        servers = List.of(new Server(name + "-first", apps), new Server(name + "-second", apps));
    }

    /** Sets a system property of both from their next start on; see {@link Server#with}. */
    Pair with(String key, String value) {
        servers.forEach(server -> server.with(key, value));
        return this;
    }

    /** Starts those that do not run. */
    void ensureUp() {
        List<Server> down = servers.stream().filter(server -> !server.isAlive()).toList();
        down.forEach(Server::start);
        down.forEach(Server::awaitReady);
    }

    /** Ends both as their operator would, at the same time. */
    void stop() {
        servers.forEach(Server::beginStop);
        servers.forEach(Server::awaitEnd);
    }

    Stream<Server> stream() {
        return servers.stream();
    }

    /** The server of this instance, as the ledger has it. */
    Server of(String instance) {
        return stream()
                .filter(server -> instance.startsWith(server.name() + "/"))
                .findAny()
                .orElseThrow(() -> new NoSuchElementException(instance));
    }

    Server other(Server server) {
        return servers.get(1 - servers.indexOf(server));
    }

    /** Pauses the queue; returns when both have obeyed. */
    void pause() {
        tell("pause", true);
    }

    /** Lets the queue go on; returns when both have obeyed. */
    void resume() {
        tell("resume", false);
    }

    private void tell(String what, boolean pauses) {
        servers.forEach(server -> server.get(what));
        await("both obey: " + what).atMost(ClusterContract.ALLOWANCE).until(() -> servers.stream()
                .allMatch(server -> isPaused(server) == pauses));
    }

    private static boolean isPaused(Server server) {
        List<String> said = server.logEntries("ONEVENT-318");
        return !said.isEmpty() && said.get(said.size() - 1).contains("is paused");
    }

    /** Waits until no event is left; where that takes too long, the message and the logs tell what the servers do. */
    void awaitIdle(Database database, String reason, Duration most) {
        try {
            await(reason).atMost(most).ignoreExceptions().until(() -> database.waiting() == 0);
        } catch (ConditionTimeoutException e) {
            stream().filter(Server::isAlive).forEach(Server::dumpThreads);
            throw new AssertionError(
                    reason + ": not within " + most + ", see the logs and thread dumps of " + servers + "\n"
                            + database.contents(),
                    e);
        }
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }
}
