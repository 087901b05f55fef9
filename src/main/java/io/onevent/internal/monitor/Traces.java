package io.onevent.internal.monitor;

import io.onevent.internal.config.TracingMode;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

/** Finds the tracing of the server, once, when it is first asked for. */
@ApplicationScoped
public class Traces {

    private final OpenedStore opened;
    private final Instance<TracingApi> apis;
    private volatile boolean looked;
    private volatile Tracing inUse;

    @Inject
    Traces(OpenedStore opened, @Any Instance<TracingApi> apis) {
        this.opened = opened;
        this.apis = apis;
    }

    /** For the client proxy. */
    Traces() {
        this(null, null);
    }

    /**
     * The tracing, or null where there is none or it is not wanted: then there is nothing to do on the way of an event.
     *
     * @throws io.onevent.internal.config.ConfigurationException if the configuration is wrong
     */
    public Tracing inUse() {
        if (!looked) {
            look();
        }
        return inUse;
    }

    private synchronized void look() {
        if (looked) {
            return;
        }
        TracingMode mode = opened.settings().tracing();
        inUse = mode == TracingMode.NONE ? null : find(mode);
        looked = true;
    }

    private Tracing find(TracingMode mode) {
        try {
            for (TracingApi api : apis) {
                if (api.connect(mode == TracingMode.PARENT)) {
                    Log.traced(api.title(), mode == TracingMode.PARENT);
                    return new Tracing(api);
                }
            }
        } catch (Throwable broken) {
            Log.tracingFails(broken);
        }
        return null;
    }
}
