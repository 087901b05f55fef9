package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.onevent.StoredEvent;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** An application of a few classes in Weld SE. */
final class Deployment implements AutoCloseable {

    private static final Jsonb JSONB = JsonbBuilder.create();

    private final SeContainer container;

    private Deployment(Class<?>... classes) {
        container = initializer(classes).initialize();
    }

    static Deployment of(Class<?>... classes) {
        return new Deployment(classes);
    }

    /** The exception with which the deployment of the classes fails. */
    static DeploymentException failing(Class<?>... classes) {
        return catchThrowableOfType(DeploymentException.class, () -> new Deployment(classes).close());
    }

    private static SeContainerInitializer initializer(Class<?>... classes) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new OnEventExtension())
                .addBeanClasses(classes);
    }

    Handlers handlers() {
        return container.select(OnEventExtension.class).get().handlers();
    }

    <T> T select(Class<T> type) {
        return container.select(type).get();
    }

    /** The only handler of the name. */
    Handler handler(String name) {
        List<Handler> ofName = handlers().of(name);
        if (ofName.size() != 1) {
            throw new AssertionError(ofName);
        }
        return ofName.get(0);
    }

    /** Runs the handlers of the name one after another, and returns what the last one returned. */
    CompletionStage<?> run(String name, String payload) throws Throwable {
        CompletionStage<?> stage = null;
        for (Handler handler : handlers().of(name)) {
            stage = handler.handle(List.of(event(name, payload)), JSONB::fromJson);
        }
        return stage;
    }

    static StoredEvent event(String name, String payload) {
        return new StoredEvent(UUID.randomUUID(), name, payload, null, null, null, Instant.EPOCH, null, 0);
    }

    @Override
    public void close() {
        container.close();
    }
}
