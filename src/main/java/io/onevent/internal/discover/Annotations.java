package io.onevent.internal.discover;

import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.transaction.Transactional;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The annotations that CDI sees on something: its own first, then those its stereotypes and interceptor bindings bring. */
final class Annotations {

    /** The transaction attribute of an EJB that begins and ends its transactions itself. */
    static final String BEAN_MANAGED = "BEAN_MANAGED";

    private final BeanManager beans;

    Annotations(BeanManager beans) {
        this.beans = beans;
    }

    List<Annotation> on(Annotated annotated) {
        return withBrought(annotated.getAnnotations());
    }

    private List<Annotation> withBrought(Collection<Annotation> own) {
        List<Annotation> all = new ArrayList<>(own);
        for (Annotation annotation : own) {
            all.addAll(withBrought(brought(annotation.annotationType())));
        }
        return all;
    }

    private Set<Annotation> brought(Class<? extends Annotation> type) {
        if (beans.isStereotype(type)) {
            return beans.getStereotypeDefinition(type);
        }
        return beans.isInterceptorBinding(type) ? beans.getInterceptorBindingDefinition(type) : Set.of();
    }

    /** Null if there is none. */
    <A extends Annotation> A find(Annotated annotated, Class<A> type) {
        for (Annotation annotation : on(annotated)) {
            if (type.isInstance(annotation)) {
                return type.cast(annotation);
            }
        }
        return null;
    }

    /**
     * The name of the transaction attribute that a method has; method before class, for CDI stereotypes last. What is not
     * annotated counts as required: the handler's own transaction is then the one begun for the event.
     */
    String transaction(Candidate candidate) {
        if (candidate.ejb) {
            return transactionOfEjb(candidate);
        }
        Transactional found = find(candidate.method, Transactional.class);
        if (found == null) {
            found = find(candidate.type, Transactional.class);
        }
        return found == null ? "REQUIRED" : found.value().name();
    }

    private static String transactionOfEjb(Candidate candidate) {
        TransactionManagement management = candidate.type.getAnnotation(TransactionManagement.class);
        if (management != null && management.value() == TransactionManagementType.BEAN) {
            return BEAN_MANAGED;
        }
        TransactionAttribute found = candidate.method.getAnnotation(TransactionAttribute.class);
        if (found == null) {
            // In EJB the attribute of a class holds for the methods declared in that class, not for inherited ones.
            Class<?> declaring = candidate.java.getDeclaringClass();
            found = declaring == candidate.type.getJavaClass()
                    ? candidate.type.getAnnotation(TransactionAttribute.class)
                    : declaring.getAnnotation(TransactionAttribute.class);
        }
        return found == null ? "REQUIRED" : found.value().name();
    }
}
