package io.onevent.internal.discover;

import io.onevent.DeadEvent;
import io.onevent.StoredEvent;
import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.log.Log;
import jakarta.decorator.Decorator;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.interceptor.Interceptor;
import jakarta.json.bind.Jsonb;
import jakarta.transaction.Transactional;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the {@code @OnEvent} methods of the beans against the rules, and makes handlers of the legal ones; broken rules
 * are reported together.
 */
public final class Inspection {

    /** The transaction attribute of an EJB that begins and ends its transactions itself. */
    private static final String BEAN_MANAGED = "BEAN_MANAGED";

    private final BeanManager beans;
    private final List<String> problems = new ArrayList<>();
    private final List<Handler> handlers = new ArrayList<>();

    /** The beans with which payloads may be written and read: none, one, or by mistake several. */
    private final Set<Bean<?>> jsonbs;

    /** @param jsonbs the beans with which payloads may be written and read */
    public Inspection(BeanManager beans, Set<Bean<?>> jsonbs) {
        this.beans = beans;
        this.jsonbs = jsonbs;
    }

    /** The application's own Jsonb, or null. */
    Bean<?> jsonb() {
        try {
            return beans.resolve(Set.copyOf(jsonbs));
        } catch (AmbiguousResolutionException several) {
            Set<String> classes = new TreeSet<>();
            jsonbs.forEach(bean -> classes.add(Candidate.inSource(bean.getBeanClass())));
            broken(
                    120,
                    Jsonb.class.getName(),
                    "Payloads are written and read with the application's bean of this type, if there is one; there are"
                            + " several, of " + String.join(", ", classes) + ".",
                    "one bean of this type with the default qualifier, and qualifiers of their own on the others");
            return null;
        }
    }

    /** Looks at the handlers of a bean. @param ejb whether it is one */
    public void inspect(Bean<?> bean, AnnotatedType<?> type, boolean ejb) {
        OnEventMethods methods = new OnEventMethods(type);
        for (Method method : methods.withoutEffect()) {
            broken(
                    115,
                    Candidate.inSource(method, type.getJavaClass()),
                    "It is abstract, and @OnEvent is not inherited by the method that implements it.",
                    "@OnEvent on the method of the class");
        }
        for (AnnotatedMethod<?> method : methods.reached()) {
            inspect(new Candidate(bean, type, ejb, method, methods));
        }
    }

    private void inspect(Candidate candidate) {
        int before = problems.size();
        new Rules(candidate, beans, this).check();
        if (jsonbs.isEmpty()) {
            lookAtPayload(candidate);
        }
        if (problems.size() == before) {
            String transaction = transaction(candidate);
            Kind kind = kind(candidate, transaction);
            handlers.add(new Handler(candidate, kind, beans));
            if (kind == Kind.TRANSACTIONAL) {
                warn(candidate, transaction);
            }
        }
    }

    private void lookAtPayload(Candidate candidate) {
        for (Type type : candidate.values()) {
            if (isDeath(candidate, type)) {
                continue;
            }
            if (type != null && type != StoredEvent.class && TypeVariables.erase(type) != Event.class) {
                PayloadLook look = PayloadLook.at(type);
                for (String why : look.impossible()) {
                    broken(
                            119,
                            candidate,
                            "JSON-B can read no payload into its parameter: " + why + ".",
                            "a public record, or class with a public constructor without parameters; @JsonbTypeInfo or"
                                    + " @JsonbTypeAdapter on the type; or a bean of type jakarta.json.bind.Jsonb");
                }
                if (look.impossible().isEmpty()) {
                    look.doubtful().forEach(why -> Log.payloadDoubtful(candidate, why));
                }
            }
        }
    }

    /** It is not read with JSON-B. */
    private static boolean isDeath(Candidate candidate, Type type) {
        return type == DeadEvent.class && candidate.name().equals(ReservedNames.DEAD);
    }

    private static Kind kind(Candidate candidate, String transaction) {
        if (candidate.returnsStage()) {
            return Kind.STAGED;
        }
        return transaction.equals("NOT_SUPPORTED") || transaction.equals("NEVER") ? Kind.PLAIN : Kind.TRANSACTIONAL;
    }

    private static void warn(Candidate candidate, String transaction) {
        if (transaction.equals("REQUIRES_NEW")) {
            Log.handlerRequiresNewTransaction(candidate);
        }
        if (transaction.equals(BEAN_MANAGED)) {
            Log.handlerManagesItsTransaction(candidate);
        }
    }

    /**
     * The annotations that CDI sees on something: its own first, then those its stereotypes and interceptor bindings
     * bring.
     */
    List<Annotation> annotationsOn(Annotated annotated) {
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
    private <A extends Annotation> A find(Annotated annotated, Class<A> type) {
        for (Annotation annotation : annotationsOn(annotated)) {
            if (type.isInstance(annotation)) {
                return type.cast(annotation);
            }
        }
        return null;
    }

    /**
     * The name of the transaction attribute that a method has; method before class, for CDI stereotypes last. What is
     * not annotated counts as required: the handler's own transaction is then the one begun for the event.
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

    /** Reports the {@code @OnEvent} methods of a class that is no bean: nothing would ever call them. */
    void inspectBystander(AnnotatedType<?> type, Collection<AnnotatedType<?>> beanTypes) {
        boolean neverBean = isNeverBean(type);
        if (!neverBean && !isForgotten(type, beanTypes)) {
            return;
        }
        for (AnnotatedMethod<?> method : new OnEventMethods(type).reached()) {
            String source = Candidate.inSource(method.getJavaMember(), type.getJavaClass());
            if (neverBean) {
                broken(
                        114,
                        source,
                        "Its class is an interceptor, a decorator or a message-driven bean, on which nothing can be called.",
                        "the method in a class of its own with @ApplicationScoped");
            } else {
                Log.handlerIsOnNoBean(source);
            }
        }
    }

    private static boolean isNeverBean(AnnotatedType<?> type) {
        return type.isAnnotationPresent(Interceptor.class)
                || type.isAnnotationPresent(Decorator.class)
                || type.isAnnotationPresent(MessageDriven.class);
    }

    /** Abstract and specialised classes have subclasses that are beans; a disabled alternative is off on purpose. */
    private boolean isForgotten(AnnotatedType<?> type, Collection<AnnotatedType<?>> beanTypes) {
        for (AnnotatedType<?> bean : beanTypes) {
            if (type.getJavaClass().isAssignableFrom(bean.getJavaClass())) {
                return false;
            }
        }
        return !Modifier.isAbstract(type.getJavaClass().getModifiers()) && find(type, Alternative.class) == null;
    }

    /** The handlers of all inspected beans; those of one name must be of one kind. */
    public Handlers handlers() {
        Handlers all = new Handlers(handlers);
        for (String name : all.names()) {
            checkKind(name, all);
        }
        return all;
    }

    private void checkKind(String name, Handlers all) {
        boolean mixed = false;
        Set<String> described = new TreeSet<>();
        for (Handler handler : all.of(name)) {
            mixed |= handler.kind() != all.kind(name) || handler.isOfMany() != all.areOfMany(name);
            described.add(handler + " " + words(handler));
        }
        if (mixed) {
            broken(
                    111,
                    String.join(", ", described),
                    "All handlers of one name run in one way; those of \"" + name + "\" do not.",
                    "all void, all void with @Transactional(NOT_SUPPORTED), or all returning CompletionStage; and all"
                            + " with lists, or none");
        }
    }

    private static String words(Handler handler) {
        String lists = handler.isOfMany() ? ", with lists)" : ")";
        if (handler.kind() == Kind.STAGED) {
            return "(returns CompletionStage" + lists;
        }
        return (handler.kind() == Kind.PLAIN ? "(void, without a transaction" : "(void, in the event's transaction")
                + lists;
    }

    /**
     * Adds a broken rule.
     *
     * @param code stable, so that a search finds what is written about it
     * @param method what breaks the rule, as in the source
     * @param legal how it could be written instead
     */
    void broken(int code, Object method, String rule, String legal) {
        problems.add("ONEVENT-" + code + ": " + method + "\n    " + rule + "\n    Legal: " + legal);
    }

    /**
     * One exception for all broken rules, or null for none; without a stack trace: servers print each exception several
     * times.
     */
    public DeploymentException problem() {
        if (problems.isEmpty()) {
            return null;
        }
        Collections.sort(problems);
        String rules = problems.size() == 1
                ? "A rule for @OnEvent methods is"
                : problems.size() + " rules for @OnEvent methods are";
        DeploymentException exception = new DeploymentException(rules + " broken:\n" + String.join("\n", problems));
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }
}
