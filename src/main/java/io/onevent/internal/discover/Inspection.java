package io.onevent.internal.discover;

import io.onevent.internal.log.Log;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds the {@code @OnEvent} methods of the beans against the rules, and makes handlers of the legal ones. */
final class Inspection {

    private final BeanManager beans;
    private final Annotations annotations;
    private final Problems problems;
    private final List<Handler> handlers = new ArrayList<>();

    Inspection(BeanManager beans, Annotations annotations, Problems problems) {
        this.beans = beans;
        this.annotations = annotations;
        this.problems = problems;
    }

    void inspect(FoundBean found) {
        OnEventMethods methods = new OnEventMethods(found.type());
        for (Method method : methods.withoutEffect()) {
            problems.add(
                    115,
                    Source.of(method, found.type().getJavaClass()),
                    "It is abstract, and @OnEvent is not inherited by the method that implements it.",
                    "@OnEvent on the method of the class");
        }
        methods.reached().forEach(method -> inspect(new Candidate(found.bean(), found.type(), found.ejb(), method)));
    }

    private void inspect(Candidate candidate) {
        int before = problems.count();
        new SignatureRules(candidate, annotations, problems).check();
        new BeanRules(candidate, beans, problems).check();
        if (problems.count() == before) {
            String transaction = annotations.transaction(candidate);
            Kind kind = kind(candidate, transaction);
            Target target = Target.of(candidate).orElseThrow();
            handlers.add(new Handler(candidate, kind, target, beans));
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
