package io.onevent.it;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** Two processes with the same application on one database. */
final class Pair implements AutoCloseable {

    private final List<Server> servers;

    Pair(String name, TestApp app) {
        servers = List.of(new Server(name + "-first", app), new Server(name + "-second", app));
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

    @Override
    public void close() {
        servers.forEach(Server::close);
    }
}
