package io.onevent.internal.publish;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Consumer;

/** All that watch: those whose API the server has. */
@ApplicationScoped
public class Watchers {

    private final List<Watcher> watchers;

    @Inject
    Watchers(@Any Instance<Watcher> found) {
        watchers = found.stream().toList();
    }

    /** For the client proxy. */
    Watchers() {
        watchers = List.of();
    }

    /** Tells each of them. */
    public void tell(Consumer<Watcher> what) {
        for (Watcher watcher : watchers) {
            what.accept(watcher);
        }
    }
}
