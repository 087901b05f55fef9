package io.onevent.internal.discover;

import io.onevent.StoredEvent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A method of a bean that handles the events of a name. Safe for use by many threads. */
public final class Handler {

    private final String source;
    private final String name;
    private final Kind kind;
    private final int priority;
    private final Target target;
    private final List<Argument> arguments;
    private final BeanManager beans;

    Handler(Candidate candidate, Kind kind, Target target, BeanManager beans) {
        this.source = candidate.toString();
        this.name = candidate.name();
        this.kind = kind;
        this.priority = candidate.priority();
        this.target = target;
        this.arguments = candidate.parameters().stream()
                .map((Type type) -> Argument.forType(type, source))
                .toList();
        this.beans = beans;
        target.method().setAccessible(true);
    }

    /**
     * Runs the method once, on the bean's contextual instance. An instance of a {@code @Dependent} bean is made for the run
     * and destroyed after it: when the method has returned, or when the stage that it returned has completed.
     *
     * @return the stage that the method returned, or null for a {@code void} method
     * @throws Throwable what the method threw, or why it could not be called
     * @throws IllegalStateException if the method returned null instead of a stage
     */
    public CompletionStage<?> handle(StoredEvent event, PayloadReader payloads) throws Throwable {
        Object[] values =
                arguments.stream().map(argument -> argument.of(event, payloads)).toArray();
        CreationalContext<?> run = beans.createCreationalContext(target.bean());
        boolean ended = true;
        try {
            CompletionStage<?> stage = call(beans.getReference(target.bean(), target.type(), run), values);
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

    private CompletionStage<?> call(Object reference, Object[] values) throws Throwable {
        CompletionStage<?> stage;
        try {
            stage = (CompletionStage<?>) target.method().invoke(reference, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (stage == null && kind == Kind.STAGED) {
            throw new IllegalStateException(source + " returned null: it must return a CompletionStage");
        }
        return stage;
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    int priority() {
        return priority;
    }

    /** The method as in the source, such as {@code com.acme.Shipping.ship(Order, StoredEvent)}. */
    @Override
    public String toString() {
        return source;
    }
}
