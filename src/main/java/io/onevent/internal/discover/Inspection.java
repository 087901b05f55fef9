package io.onevent.internal.discover;

import io.onevent.internal.log.Log;
import jakarta.decorator.Decorator;
import jakarta.ejb.MessageDriven;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds the {@code @OnEvent} methods of the beans against the rules, and makes handlers of the legal ones; broken rules are reported together. */
final class Inspection {

    private final BeanManager beans;
    private final Annotations annotations;
    private final List<String> problems = new ArrayList<>();
    private final List<Handler> handlers = new ArrayList<>();

    Inspection(BeanManager beans) {
        this.beans = beans;
        this.annotations = new Annotations(beans);
    }

    void inspect(Bean<?> bean, AnnotatedType<?> type, boolean ejb) {
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
        new Rules(candidate, beans, annotations, this).check();
        if (problems.size() == before) {
            String transaction = annotations.transaction(candidate);
            Kind kind = kind(candidate, transaction);
            handlers.add(new Handler(candidate, kind, beans));
            if (kind == Kind.TRANSACTIONAL) {
                warn(candidate, transaction);
            }
        }
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
        if (transaction.equals(Annotations.BEAN_MANAGED)) {
            Log.handlerManagesItsTransaction(candidate);
        }
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
        return !Modifier.isAbstract(type.getJavaClass().getModifiers())
                && annotations.find(type, Alternative.class) == null;
    }

    /** The handlers of all inspected beans; those of one name must be of one kind. */
    Handlers handlers() {
        Handlers all = new Handlers(handlers);
        for (String name : all.names()) {
            checkKind(all.of(name));
        }
        return all;
    }

    private void checkKind(HandlersOfName ofName) {
        boolean mixed = false;
        Set<String> described = new TreeSet<>();
        for (Handler handler : ofName.handlers()) {
            mixed |= handler.kind() != ofName.kind();
            described.add(handler + " " + words(handler.kind()));
        }
        if (mixed) {
            broken(
                    111,
                    String.join(", ", described),
                    "All handlers of one name run in one way; those of \"" + ofName.name() + "\" do not.",
                    "all void, all void with @Transactional(NOT_SUPPORTED), or all returning CompletionStage");
        }
    }

    private static String words(Kind kind) {
        if (kind == Kind.STAGED) {
            return "(returns CompletionStage)";
        }
        return kind == Kind.PLAIN ? "(void, without a transaction)" : "(void, in the event's transaction)";
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

    /** One exception for all broken rules, or null for none; without a stack trace: servers print each exception several times. */
    DeploymentException problem() {
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
