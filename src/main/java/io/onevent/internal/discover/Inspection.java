package io.onevent.internal.discover;

import io.onevent.internal.log.Log;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    void inspect(FoundBean found) {
        OnEventMethods methods = new OnEventMethods(found.type());
        methods.withoutEffect()
                .forEach(method -> problems.add(
                        115,
                        Source.of(method) + " of " + Source.of(found.type().getJavaClass()),
                        "It is abstract, and @OnEvent is not inherited by the method that implements it.",
                        "@OnEvent on the method of the class"));
        methods.reached().forEach(method -> inspect(new Candidate(found.bean(), found.type(), found.ejb(), method)));
    }

    private void inspect(Candidate candidate) {
        int before = problems.count();
        new MethodRules(candidate, annotations, problems).check();
        new ParameterRules(candidate, problems).check();
        new BeanRules(candidate, beans, problems).check();
        if (problems.count() == before) {
            Attribute attribute = Attribute.of(candidate, annotations);
            Kind kind = attribute.kind(candidate);
            Target target = Target.of(candidate).orElseThrow();
            handlers.add(new Handler(candidate, kind, target, beans));
            warn(candidate, kind, attribute);
        }
    }

    private static void warn(Candidate candidate, Kind kind, Attribute attribute) {
        if (kind == Kind.TRANSACTIONAL && attribute == Attribute.REQUIRES_NEW) {
            Log.handlerRequiresNewTransaction(candidate);
        }
        if (kind == Kind.TRANSACTIONAL && attribute == Attribute.BEAN_MANAGED) {
            Log.handlerManagesItsTransaction(candidate);
        }
    }

    /** The handlers of all inspected beans; those of one name must be of one kind. */
    Handlers handlers() {
        Map<String, List<Handler>> byName =
                handlers.stream().collect(Collectors.groupingBy(Handler::name, TreeMap::new, Collectors.toList()));
        byName.forEach((name, ofName) -> {
            if (ofName.stream().map(Handler::kind).distinct().count() > 1) {
                problems.add(
                        111,
                        ofName.stream()
                                .map(handler -> handler + " " + words(handler.kind()))
                                .sorted()
                                .collect(Collectors.joining(", ")),
                        "All handlers of one name run in one way; those of \"" + name + "\" do not.",
                        "all void, all void with @Transactional(NOT_SUPPORTED), or all returning CompletionStage");
            }
        });
        return new Handlers(handlers);
    }

    private static String words(Kind kind) {
        return switch (kind) {
            case TRANSACTIONAL -> "(void, in the event's transaction)";
            case PLAIN -> "(void, without a transaction)";
            case STAGED -> "(returns CompletionStage)";
        };
    }
}
