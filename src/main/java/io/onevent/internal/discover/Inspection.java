package io.onevent.internal.discover;

import io.onevent.internal.log.Log;
import jakarta.decorator.Decorator;
import jakarta.ejb.MessageDriven;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds the {@code @OnEvent} methods of the beans against the rules, and makes handlers of the legal ones. */
final class Inspection {

    private final BeanManager beans;
    private final Annotations annotations;
    private final Problems problems;
    private final List<Handler> handlers = new ArrayList<>();

    Inspection(BeanManager beans, Problems problems) {
        this.beans = beans;
        this.annotations = new Annotations(beans);
        this.problems = problems;
    }

    void inspect(Bean<?> bean, AnnotatedType<?> type, boolean ejb) {
        OnEventMethods methods = new OnEventMethods(type);
        for (Method method : methods.withoutEffect()) {
            problems.add(
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
        int before = problems.count();
        new SignatureRules(candidate, annotations, problems).check();
        new BeanRules(candidate, beans, problems).check();
        if (problems.count() == before) {
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
                problems.add(
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
            problems.add(
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
}
