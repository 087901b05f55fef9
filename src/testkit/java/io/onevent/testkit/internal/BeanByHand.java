package io.onevent.testkit.internal;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Scope;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Annotation;
import java.util.Set;

/** What of CDI the look at the handlers needs, for one object that no container has made. */
final class BeanByHand {

    private BeanByHand() {}

    /** The class as a bean. */
    static Bean<?> bean(Class<?> type) {
        return ByHand.make(Bean.class, (method, arguments) -> switch (method) {
            case "getBeanClass" -> type;
            case "getTypes" -> TypeByHand.closure(type);
            case "getScope" -> scope(type);
            default -> throw ByHand.notAnswered(method);
        });
    }

    private static Class<?> scope(Class<?> type) {
        for (Annotation annotation : type.getAnnotations()) {
            if (annotation.annotationType().isAnnotationPresent(NormalScope.class)
                    || annotation.annotationType().isAnnotationPresent(Scope.class)) {
                return annotation.annotationType();
            }
        }
        return Dependent.class;
    }

    /** One whose only reference is the object, and that knows of annotations what they say themselves. */
    static BeanManager manager(Object object) {
        return ByHand.make(BeanManager.class, (method, arguments) -> switch (method) {
            case "getReference" -> object;
            case "createCreationalContext" -> ByHand.make(CreationalContext.class, (done, nothing) -> null);
            case "isStereotype" -> has(arguments[0], Stereotype.class);
            case "isInterceptorBinding" -> has(arguments[0], InterceptorBinding.class);
            case "isNormalScope" -> has(arguments[0], NormalScope.class);
            case "getStereotypeDefinition", "getInterceptorBindingDefinition" -> Set.of(
                    ((Class<?>) arguments[0]).getAnnotations());
            default -> throw ByHand.notAnswered(method);
        });
    }

    private static boolean has(Object annotation, Class<? extends Annotation> meta) {
        return ((Class<?>) annotation).isAnnotationPresent(meta);
    }
}
