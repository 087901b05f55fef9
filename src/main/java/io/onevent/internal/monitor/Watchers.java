package io.onevent.internal.monitor;

import io.onevent.internal.log.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All that watch: those whose API the server has. */
@ApplicationScoped
public class Watchers {

    private final List<Watcher> watchers;
    private final Set<Watcher> broken = ConcurrentHashMap.newKeySet();

    @Inject
    Watchers(@Any Instance<Watcher> found) {
        watchers = found.stream().map(Watchers::itself).toList();
    }

    /** For the client proxy. */
    Watchers() {
        watchers = List.of();
    }

    /** One that cannot be made stays a proxy, which throws what is wrong with it whenever it is told something. */
    private static Watcher itself(Watcher proxy) {
        try {
            return proxy.itself().get();
        } catch (Throwable broken) {
            return proxy;
        }
    }

    /** These watchers without the proxy in front of them, as {@link Watcher#itself}. */
    public Supplier<Watchers> itself() {
        return () -> this;
    }

    /** Tells each of them. One that throws is said so once, and disturbs nobody. */
    public void tell(Consumer<Watcher> what) {
        for (Watcher watcher : watchers) {
            try {
                what.accept(watcher);
            } catch (Throwable thrown) {
                if (broken.add(watcher)) {
                    Log.notWatched("a figure or an operation", thrown);
                }
            }
        }
    }
}
