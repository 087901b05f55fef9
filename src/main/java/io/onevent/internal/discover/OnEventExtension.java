package io.onevent.internal.discover;

import io.onevent.OnEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the {@code @OnEvent} methods of all enabled beans while the application is deployed, and fails the deployment if
 * they break rules. Like observer methods of CDI, handlers of an alternative run beside those of the bean it stands in for;
 * those of a bean that is specialised do not run.
 */
public class OnEventExtension implements Extension {

    // Weld tells of EJBs under two event types: by bean, each comes once.
    private final Map<Bean<?>, FoundBean> found = new LinkedHashMap<>();
    private final List<AnnotatedType<?>> annotated = new ArrayList<>();
    private volatile Handlers handlers = new Handlers(List.of());

    /** The handlers of the application; none before the deployment has been validated. */
    public Handlers handlers() {
        return handlers;
    }

    <T> void remember(@Observes @WithAnnotations(OnEvent.class) ProcessAnnotatedType<T> event) {
        annotated.add(event.getAnnotatedType());
    }

    <T> void remember(@Observes ProcessManagedBean<T> event) {
        found.put(event.getBean(), FoundBean.of(event));
    }

    void validate(@Observes AfterDeploymentValidation event, BeanManager beans) {
        Problems problems = new Problems();
        Annotations annotations = new Annotations(beans);
        Inspection inspection = new Inspection(beans, annotations, problems);
        Set<Class<?>> specialised = specialised();
        found.values().stream()
                .filter(bean -> !specialised.contains(bean.type().getJavaClass()))
                .forEach(inspection::inspect);
        new Bystanders(found.values(), annotations, problems).inspect(annotated);
        handlers = inspection.handlers();
        if (problems.count() > 0) {
            event.addDeploymentProblem(problems.asException());
        }
        found.clear();
        annotated.clear();
    }

    /** Weld tells of specialised beans as if they were enabled. */
    private Set<Class<?>> specialised() {
        return found.values().stream()
                .map(FoundBean::type)
                .filter(type -> type.isAnnotationPresent(Specializes.class))
                .map(type -> type.getJavaClass().getSuperclass())
                .collect(Collectors.toSet());
    }
}
