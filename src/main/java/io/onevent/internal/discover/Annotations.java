package io.onevent.internal.discover;

import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The annotations that CDI sees on something: its own first, then those its stereotypes and interceptor bindings bring. */
final class Annotations {

    private final BeanManager beans;

    Annotations(BeanManager beans) {
        this.beans = beans;
    }

    <A extends Annotation> Optional<A> find(Annotated annotated, Class<A> type) {
        return on(annotated).filter(type::isInstance).map(type::cast).findFirst();
    }

    Stream<Annotation> on(Annotated annotated) {
        return withBrought(annotated.getAnnotations());
    }

    private Stream<Annotation> withBrought(Collection<Annotation> own) {
        return Stream.concat(
                own.stream(), own.stream().flatMap(annotation -> withBrought(brought(annotation.annotationType()))));
    }

    private Set<Annotation> brought(Class<? extends Annotation> type) {
        if (beans.isStereotype(type)) {
            return beans.getStereotypeDefinition(type);
        }
        return beans.isInterceptorBinding(type) ? beans.getInterceptorBindingDefinition(type) : Set.of();
    }
}
