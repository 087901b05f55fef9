package io.onevent.testkit;

import io.onevent.DeadEvent;
import io.onevent.NewEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.publish.Payloads;
import io.onevent.testkit.internal.HandlersOfBean;
import jakarta.json.bind.Jsonb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls the {@link io.onevent.OnEvent} methods of one object as the engine would, without a container: by the same code
 * it finds them, holds them against the rules, reads the payloads and fills the parameters, calls those of one name in
 * the order of their priority, and decides what the outcome means.
 *
 * <p><b>Transaction.</b> It begins none: the handler works in whatever transaction the test has begun. What
 * interceptors, injection and the container do for a bean is not done either.
 *
 * <p><b>Stages.</b> A handler that returns a {@code CompletionStage} is waited for, {@linkplain #within ten seconds}
 * unless another time is given.
 *
 * <p><b>Threads.</b> For one thread at a time; handlers are called on it.
 */
public final class HandlerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HandlersOfBean handlers;
    private final Duration patience;
    private final RecordingEventPublisher stored;

    private HandlerTest(HandlersOfBean handlers, Duration patience, RecordingEventPublisher stored) {
        this.handlers = handlers;
        this.patience = patience;
        this.stored = stored;
    }

    /**
     * Looks at the handlers of an object.
     *
     * @param bean of a class with {@code @OnEvent} methods, its own or inherited ones
     * @return what calls them
     * @throws jakarta.enterprise.inject.spi.DeploymentException if they break a rule that can be seen without a
     *     container: its message is that which the deployment would have of them
     */
    public static HandlerTest of(Object bean) {
        return new HandlerTest(
                HandlersOfBean.of(notNull("bean", bean), Payloads.withDefaults()),
                PATIENCE,
                new RecordingEventPublisher());
    }

    /**
     * The same, with the application's own JSON-B.
     *
     * @param bean of a class with {@code @OnEvent} methods
     * @param jsonb what the application has as a bean
     * @return what calls them
     * @throws jakarta.enterprise.inject.spi.DeploymentException as with {@link #of(Object)}
     */
    public static HandlerTest of(Object bean, Jsonb jsonb) {
        return new HandlerTest(
                HandlersOfBean.of(notNull("bean", bean), Payloads.of(notNull("jsonb", jsonb))),
                PATIENCE,
                new RecordingEventPublisher(jsonb));
    }

    /**
     * Waits so long for a stage, which then counts as failed.
     *
     * @param patience more than zero
     * @return what calls the same handlers
     */
    public HandlerTest within(Duration patience) {
        if (patience == null || patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience is " + patience + ": give a duration of more than zero");
        }
        return new HandlerTest(handlers, patience, stored);
    }

    /**
     * Has an event without a payload handled.
     *
     * @param name the name of the handlers
     * @return what came of it
     * @throws IllegalArgumentException if the object handles no event of this name
     */
    public HandledEvent handle(String name) {
        return handle(name, null);
    }

    /**
     * Has an event handled, whose payload is written and read with JSON-B in between.
     *
     * @param name the name of the handlers; {@code onevent.dead} with a {@link DeadEvent} for the handler of deaths
     * @param payload null for none
     * @return what came of it
     * @throws IllegalArgumentException if the object handles no event of this name, or it could not be published
     */
    public HandledEvent handle(String name, Object payload) {
        return payload instanceof DeadEvent death && HandlersOfBean.isOfDeaths(name)
                ? handlers.handleDeath(death, patience)
                : handle(NewEvent.named(name).payload(payload));
    }

    /**
     * Has an event handled that is due, whatever its delay.
     *
     * @param event what a publisher would publish
     * @return what came of it
     * @throws IllegalArgumentException if the object handles no event of this name, or it could not be published
     */
    public HandledEvent handle(NewEvent event) {
        return handle(stored(notNull("event", event)));
    }

    /**
     * Has an event handled that lies in the database: with a number of retries, say.
     *
     * @param event as its handlers shall get it
     * @return what came of it
     * @throws IllegalArgumentException if the object handles no event of this name
     */
    public HandledEvent handle(StoredEvent event) {
        return handlers.handle(List.of(notNull("event", event)), patience).get(0);
    }

    /**
     * Has several events of one name handled, in batches of at most what their handlers declare, as if all were due at
     * once: those of a batch that fails are each handled alone, as a list of one.
     *
     * @param name the name of the handlers
     * @param payloads one for each event; a null among them is none
     * @return what came of each event, in their order
     * @throws IllegalArgumentException if the object handles no event of this name, or one could not be published
     */
    public List<HandledEvent> handleAll(String name, List<?> payloads) {
        List<StoredEvent> events = new ArrayList<>();
        for (Object payload : notNull("payloads", payloads)) {
            events.add(stored(NewEvent.named(name).payload(payload)));
        }
        return handlers.handle(events, patience);
    }

    private StoredEvent stored(NewEvent event) {
        stored.clear();
        stored.publish(event);
        StoredEvent only = stored.published().get(0).event();
        stored.clear();
        return only;
    }

    private static <T> T notNull(String what, T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }
}
