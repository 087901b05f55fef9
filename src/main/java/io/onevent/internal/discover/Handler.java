package io.onevent.internal.discover;

import io.onevent.StoredEvent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A method of a bean that handles the events of a name. Safe for use by many threads. */
public final class Handler implements Comparable<Handler> {

    private final String source;
    private final String name;
    private final Kind kind;
    private final int priority;
    private final int batch;
    private final Bean<?> bean;
    private final Type reference;
    private final Method method;
    private final Type[] parameters;
    private final BeanManager beans;

    Handler(Candidate candidate, Kind kind, BeanManager beans) {
        this.source = candidate.toString();
        this.name = candidate.name();
        this.kind = kind;
        this.priority = candidate.priority();
        this.bean = candidate.bean;
        this.reference = candidate.reference();
        this.method = candidate.calledOn(reference);
        this.parameters = candidate.values();
        this.batch = candidate.batch();
        this.beans = beans;
        method.setAccessible(true);
    }

    /**
     * Runs the method once, for one event or for several if it takes lists, on the bean's contextual instance. An instance of a {@code @Dependent} bean is made for the
     * run and destroyed after it: when the method has returned, or when the stage that it returned has completed.
     *
     * @return the stage that the method returned, or null for a {@code void} method
     * @throws Throwable what the method threw, or why it could not be called
     * @throws UnreadablePayloadException if the payload cannot be read for it: then the method was not called
     * @throws IllegalStateException if the method returned null instead of a stage
     */
    public CompletionStage<?> handle(List<StoredEvent> events, PayloadReader payloads) throws Throwable {
        Object[] values = new Object[parameters.length];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    isOfMany() ? list(parameters[i], events, payloads) : value(parameters[i], events.get(0), payloads);
        }
        CreationalContext<?> run = beans.createCreationalContext(bean);
        boolean ended = true;
        try {
            CompletionStage<?> stage = call(beans.getReference(bean, reference, run), values);
            if (kind == Kind.STAGED) {
                stage.whenComplete((result, failure) -> run.release());
                ended = false;
            }
            return stage;
        } finally {
            if (ended) {
                run.release();
            }
        }
    }

    private List<Object> list(Type type, List<StoredEvent> events, PayloadReader payloads) {
        List<Object> values = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            values.add(value(type, event, payloads));
        }
        return values;
    }

    /** What a parameter is given of an event, by its type; a payload that is missing is null, which a primitive type refuses. */
    private Object value(Type type, StoredEvent event, PayloadReader payloads) {
        if (type == StoredEvent.class) {
            return event;
        }
        if (type == String.class) {
            return event.payload();
        }
        Object value = event.payload() == null ? null : read(type, event, payloads);
        if (value == null && type instanceof Class<?> simple && simple.isPrimitive()) {
            throw UnreadablePayloadException.because(
                    "it is null, which only the type's wrapper class can take", event, type, this);
        }
        return value;
    }

    private Object read(Type type, StoredEvent event, PayloadReader payloads) {
        try {
            return payloads.read(event.payload(), type);
        } catch (PayloadReader.StrangerException stranger) {
            String why = "it has properties, but none of that type: it was written from another class";
            throw UnreadablePayloadException.because(why, event, type, this);
        } catch (RuntimeException refused) {
            throw UnreadablePayloadException.of(refused, event, type, this);
        } catch (StackOverflowError | LinkageError refused) {
            throw UnreadablePayloadException.of(refused, event, type, this);
        }
    }

    private CompletionStage<?> call(Object instance, Object[] values) throws Throwable {
        CompletionStage<?> stage;
        try {
            stage = (CompletionStage<?>) method.invoke(instance, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (stage == null && kind == Kind.STAGED) {
            throw new IllegalStateException(source + " returned null: it must return a CompletionStage");
        }
        return stage;
    }

    /** Whether it is called with lists. */
    boolean isOfMany() {
        return batch > 1;
    }

    int batch() {
        return batch;
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    /** By priority, those of one priority by their source. */
    @Override
    public int compareTo(Handler other) {
        return priority == other.priority ? source.compareTo(other.source) : Integer.compare(priority, other.priority);
    }

    /** The method as in the source, such as {@code com.acme.Shipping.ship(Order, StoredEvent)}. */
    @Override
    public String toString() {
        return source;
    }
}
