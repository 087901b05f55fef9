package io.onevent.internal.discover;

import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.stream.Stream;

/** The transaction attribute that a method has by its annotations; method before class, for CDI stereotypes last. */
enum Attribute {
    REQUIRED,
    REQUIRES_NEW,
    MANDATORY,
    SUPPORTS,
    NOT_SUPPORTED,
    NEVER,
    BEAN_MANAGED;

    /** What is not annotated counts as required: the handler's own transaction is then the one begun for the event. */
    static Attribute of(Candidate candidate, Annotations annotations) {
        return candidate.ejb() ? ofEjb(candidate) : ofBean(candidate, annotations);
    }

    private static Attribute ofBean(Candidate candidate, Annotations annotations) {
        return Stream.of(candidate.method(), candidate.type())
                .flatMap(annotated -> annotations.find(annotated, Transactional.class).stream())
                .findFirst()
                .map(transactional -> valueOf(transactional.value().name()))
                .orElse(REQUIRED);
    }

    private static Attribute ofEjb(Candidate candidate) {
        TransactionManagement management = candidate.type().getAnnotation(TransactionManagement.class);
        if (management != null && management.value() == TransactionManagementType.BEAN) {
            return BEAN_MANAGED;
        }
        return Optional.ofNullable(candidate.method().getAnnotation(TransactionAttribute.class))
                .or(() -> ofClass(candidate))
                .map(TransactionAttribute::value)
                .map(TransactionAttributeType::name)
                .map(Attribute::valueOf)
                .orElse(REQUIRED);
    }

    /** In EJB the attribute of a class holds for the methods declared in that class, not for inherited ones. */
    private static Optional<TransactionAttribute> ofClass(Candidate candidate) {
        Class<?> declaring = candidate.java().getDeclaringClass();
        return Optional.ofNullable(
                declaring == candidate.type().getJavaClass()
                        ? candidate.type().getAnnotation(TransactionAttribute.class)
                        : declaring.getAnnotation(TransactionAttribute.class));
    }

    /** How a handler with this attribute runs. */
    Kind kind(Candidate candidate) {
        if (candidate.returnsStage()) {
            return Kind.STAGED;
        }
        return this == NOT_SUPPORTED || this == NEVER ? Kind.PLAIN : Kind.TRANSACTIONAL;
    }
}
