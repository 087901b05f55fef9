package io.onevent.internal.discover;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.CreationException;
import jakarta.enterprise.inject.spi.AnnotatedField;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;

/**
 * Keeps a bean from being made without its entity managers. Open Liberty and Payara look for them in the module that is
 * at work; where the library is a module of its own, and the first to use the bean is a handler, that is the library's.
 * Payara refuses the bean then; Open Liberty would leave the field null for the bean's life, whoever uses it later. So
 * it is not made, and whoever comes next makes it.
 */
public final class PersistenceFields<T> implements InjectionTarget<T> {

    private static final Set<String> OF_PERSISTENCE =
            Set.of("jakarta.persistence.PersistenceContext", "jakarta.persistence.PersistenceUnit");

    private static final ThreadLocal<Boolean> LIBRARY_AT_WORK = new ThreadLocal<>();

    private final InjectionTarget<T> target;
    private final List<Field> fields;
    private volatile boolean ofBean;

    private PersistenceFields(InjectionTarget<T> target, List<Field> fields) {
        this.target = target;
        this.fields = fields;
    }

    /** Null if the type has no such field. */
    static <T> PersistenceFields<T> of(AnnotatedType<T> type, InjectionTarget<T> target) {
        List<Field> fields = type.getFields().stream()
                .filter(field -> field.getAnnotations().stream()
                        .anyMatch(each ->
                                OF_PERSISTENCE.contains(each.annotationType().getName())))
                .map(AnnotatedField::getJavaMember)
                .toList();
        return fields.isEmpty() ? null : new PersistenceFields<>(target, fields);
    }

    /** Runs a task on a thread on which the library's own module is at work. */
    public static void duringWorkOfLibrary(Runnable task) {
        LIBRARY_AT_WORK.set(true);
        try {
            task.run();
        } finally {
            LIBRARY_AT_WORK.remove();
        }
    }

    /** The type is that of a bean, whose fields are CDI's to set, and not the EJB container's. */
    void areOfBean() {
        ofBean = true;
    }

    @Override
    public void inject(T instance, CreationalContext<T> context) {
        if (!ofBean || LIBRARY_AT_WORK.get() == null) {
            target.inject(instance, context);
            return;
        }
        try {
            target.inject(instance, context);
        } catch (RuntimeException refused) {
            throw notMade(fields.get(0), refused.getMessage(), refused);
        }
        for (Field field : fields) {
            if (isNull(field, instance)) {
                throw notMade(field, "the server leaves this field null", null);
            }
        }
    }

    private static boolean isNull(Field field, Object instance) {
        try {
            field.setAccessible(true);
            return field.get(instance) == null;
        } catch (ReflectiveOperationException | RuntimeException unseen) {
            return false;
        }
    }

    private static CreationException notMade(Field field, String why, RuntimeException refused) {
        return new CreationException(
                "ONEVENT-226: the bean of " + field.getDeclaringClass().getName() + "." + field.getName()
                        + " is not made on a thread of OnEvent, which is a module of its own in an EAR (" + why
                        + "): put the JAR of OnEvent into WEB-INF/lib of the WAR, or let the handler use entity managers by way of an EJB",
                refused);
    }

    @Override
    public void postConstruct(T instance) {
        target.postConstruct(instance);
    }

    @Override
    public void preDestroy(T instance) {
        target.preDestroy(instance);
    }

    @Override
    public T produce(CreationalContext<T> context) {
        return target.produce(context);
    }

    @Override
    public void dispose(T instance) {
        target.dispose(instance);
    }

    @Override
    public Set<InjectionPoint> getInjectionPoints() {
        return target.getInjectionPoints();
    }
}
