package io.onevent.testkit.internal;

import io.onevent.DeadEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.discover.Handler;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Inspection;
import io.onevent.internal.discover.PayloadReader;
import io.onevent.internal.log.Thrown;
import io.onevent.internal.publish.Payloads;
import io.onevent.testkit.HandledEvent;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.json.bind.Jsonb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The handlers of one object, found and called by the engine's own code without a container. */
public final class HandlersOfBean {

    private static final String DEATH = "{}";

    private final Handlers handlers;
    private final PayloadReader payloads;
    private final String source;

    private HandlersOfBean(Handlers handlers, PayloadReader payloads, String source) {
        this.handlers = handlers;
        this.payloads = payloads;
        this.source = source;
    }

    /**
     * Looks at them.
     *
     * @throws DeploymentException if they break a rule
     */
    public static HandlersOfBean of(Object bean, Payloads payloads) {
        Class<?> type = written(bean.getClass());
        Set<Bean<?>> jsonbs = payloads.isDefault() ? Set.of() : Set.of(BeanByHand.bean(Jsonb.class));
        Inspection inspection = new Inspection(BeanByHand.manager(bean), jsonbs);
        boolean ejb = type.isAnnotationPresent(Stateless.class)
                || type.isAnnotationPresent(Singleton.class)
                || type.isAnnotationPresent(Stateful.class);
        inspection.inspect(BeanByHand.bean(type), TypeByHand.of(type), ejb);
        Handlers found = inspection.handlers();
        DeploymentException problem = inspection.problem();
        if (problem != null) {
            throw problem;
        }
        return new HandlersOfBean(found, payloads, type.getName());
    }

    /** A proxy or a mock of a class has methods without their annotations. */
    private static Class<?> written(Class<?> type) {
        Class<?> written = type;
        while (written.isSynthetic()
                || written.getName().contains("$$")
                || written.getName().contains("$MockitoMock")) {
            written = written.getSuperclass();
        }
        return written;
    }

    /** Whether events of this name tell of deaths. */
    public static boolean isOfDeaths(String name) {
        return ReservedNames.DEAD.equals(name);
    }

    /** Has them handled, in batches if there are lists; all are of one name. */
    public List<HandledEvent> handle(List<StoredEvent> events, Duration patience) {
        List<HandledEvent> handled = new ArrayList<>();
        if (events.isEmpty()) {
            return handled;
        }
        int most = handlers.areOfMany(checked(events.get(0).name()))
                ? handlers.batch(events.get(0).name())
                : 1;
        for (int from = 0; from < events.size(); from += most) {
            List<StoredEvent> batch = events.subList(from, Math.min(events.size(), from + most));
            Throwable thrown = call(batch, payloads, patience);
            for (StoredEvent event : batch) {
                boolean again = thrown != null && batch.size() > 1;
                handled.add(Runs.handled(event, again ? call(List.of(event), payloads, patience) : thrown));
            }
        }
        return handled;
    }

    /** Has a death handled, as it is. */
    public HandledEvent handleDeath(DeadEvent death, Duration patience) {
        StoredEvent dead = death.event();
        StoredEvent event = new StoredEvent(
                dead.id(), checked(ReservedNames.DEAD), DEATH, dead.group(), null, null, death.lastFailure(), null, 0);
        PayloadReader reader = (payload, type) -> type == DeadEvent.class ? death : payloads.read(payload, type);
        return Runs.handled(event, call(List.of(event), reader, patience));
    }

    private String checked(String name) {
        if (handlers.of(name) == null) {
            throw new IllegalArgumentException(source + " has no @OnEvent(\"" + name + "\") method: it handles "
                    + (handlers.names().isEmpty() ? "nothing" : handlers.names()));
        }
        return name;
    }

    /** What was thrown, or null. */
    private Throwable call(List<StoredEvent> events, PayloadReader reader, Duration patience) {
        try {
            for (Handler handler : handlers.of(events.get(0).name())) {
                CompletionStage<?> stage = handler.handle(events, reader);
                if (stage != null) {
                    await(handler, stage, patience);
                }
            }
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    private static void await(Handler handler, CompletionStage<?> stage, Duration patience) throws Throwable {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        stage.whenComplete((result, thrown) -> end.complete(thrown));
        Throwable thrown;
        try {
            thrown = end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new TimeoutException("the stage of " + handler + " is still open after " + patience
                    + ": complete it in the test, or give it longer with within(..)");
        }
        if (thrown != null) {
            throw Thrown.ofStage(thrown);
        }
    }
}
