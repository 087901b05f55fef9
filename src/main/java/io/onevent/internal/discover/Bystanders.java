package io.onevent.internal.discover;

import io.onevent.internal.log.Log;
import jakarta.decorator.Decorator;
import jakarta.ejb.MessageDriven;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Classes with {@code @OnEvent} methods that are no beans: nothing would ever call those methods. */
final class Bystanders {

    private final List<? extends Class<?>> beanClasses;
    private final Annotations annotations;
    private final Problems problems;

    Bystanders(Collection<FoundBean> beans, Annotations annotations, Problems problems) {
        this.beanClasses =
                beans.stream().map(bean -> bean.type().getJavaClass()).toList();
        this.annotations = annotations;
        this.problems = problems;
    }

    void inspect(Collection<AnnotatedType<?>> types) {
        types.forEach(this::inspect);
    }

    private void inspect(AnnotatedType<?> type) {
        if (isNeverBean(type)) {
            new OnEventMethods(type)
                    .reached()
                    .forEach(method -> problems.add(
                            114,
                            Source.of(method.getJavaMember(), type.getJavaClass()),
                            "Its class is an interceptor, a decorator or a message-driven bean, on which nothing can be called.",
                            "the method in a class of its own with @ApplicationScoped"));
        } else if (isForgotten(type)) {
            new OnEventMethods(type)
                    .reached()
                    .forEach(method -> Log.handlerIsOnNoBean(Source.of(method.getJavaMember(), type.getJavaClass())));
        }
    }

    private static boolean isNeverBean(AnnotatedType<?> type) {
        return Stream.of(Interceptor.class, Decorator.class, MessageDriven.class)
                .anyMatch(type::isAnnotationPresent);
    }

    /** Abstract and specialised classes have subclasses that are beans; a disabled alternative is off on purpose. */
    private boolean isForgotten(AnnotatedType<?> type) {
        return !Modifier.isAbstract(type.getJavaClass().getModifiers())
                && beanClasses.stream().noneMatch(type.getJavaClass()::isAssignableFrom)
                && annotations.find(type, Alternative.class) == null;
    }
}
