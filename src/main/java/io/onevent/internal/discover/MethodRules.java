package io.onevent.internal.discover;

import jakarta.enterprise.inject.spi.Annotated;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What holds for the name, the modifiers, the return type and the annotations of a handler. */
final class MethodRules {

    private static final int MAX_NAME = 100;

    /** By name, because not every server has each of these APIs. */
    private static final Set<String> ASYNCHRONOUS = Set.of(
            "jakarta.ejb.Asynchronous",
            "jakarta.enterprise.concurrent.Asynchronous",
            "org.eclipse.microprofile.faulttolerance.Asynchronous");

    private static final String STAGED = "@OnEvent(\"order.placed\") CompletionStage<Void> ship(Order order)";
    private static final String PLAIN = "@OnEvent(\"order.placed\") void ship(Order order)";

    private final Candidate candidate;
    private final Annotations annotations;
    private final Problems problems;

    MethodRules(Candidate candidate, Annotations annotations, Problems problems) {
        this.candidate = candidate;
        this.annotations = annotations;
        this.problems = problems;
    }

    void check() {
        checkName();
        checkModifiers();
        checkReturnType();
        checkAsynchronous();
        checkTransaction();
    }

    private void checkName() {
        String name = candidate.name();
        if (name.isBlank()) {
            problems.add(101, candidate, "The name of its events is blank.", PLAIN);
        }
        if (name.length() > MAX_NAME) {
            String rule = "The name of its events has " + name.length() + " characters; " + MAX_NAME + " are the most.";
            problems.add(101, candidate, rule, PLAIN);
        }
    }

    private void checkModifiers() {
        if (candidate.is(Modifier.PRIVATE)) {
            problems.add(102, candidate, "It is private, so it cannot be called on the bean.", PLAIN);
        }
        if (candidate.is(Modifier.STATIC)) {
            problems.add(103, candidate, "It is static, so it belongs to no bean.", PLAIN);
        }
        if (candidate.ejb() && !candidate.is(Modifier.PRIVATE | Modifier.PUBLIC)) {
            String legal = "@OnEvent(\"order.placed\") public void ship(Order order)";
            problems.add(104, candidate, "It is not public, so it is no business method of the EJB.", legal);
        }
    }

    private void checkReturnType() {
        if (!candidate.returnsVoid() && !candidate.returnsStage()) {
            String type = Source.simple(candidate.java().getGenericReturnType());
            String rule = "It returns " + type + "; a handler returns void, or CompletionStage if it is asynchronous.";
            problems.add(107, candidate, rule, PLAIN + ", or " + STAGED);
        }
    }

    private void checkAsynchronous() {
        Stream<Annotation> seen = Stream.concat(
                Stream.<Annotated>of(candidate.method(), candidate.type()).flatMap(annotations::on),
                Arrays.stream(candidate.java().getDeclaringClass().getAnnotations()));
        seen.map(annotation -> annotation.annotationType().getName())
                .filter(annotation -> candidate.returnsVoid() && ASYNCHRONOUS.contains(annotation))
                .distinct()
                .forEach(annotation -> problems.add(
                        108,
                        candidate,
                        "It is void and @" + annotation
                                + ": it returns before its work is done, and nobody hears of a failure.",
                        "the method without @Asynchronous, or " + STAGED));
    }

    private void checkTransaction() {
        if (candidate.returnsStage() && Attribute.of(candidate, annotations) == Attribute.MANDATORY) {
            String rule =
                    "Its transaction attribute is MANDATORY, but a handler that returns a stage runs without a transaction.";
            problems.add(116, candidate, rule, "the method without MANDATORY, or " + PLAIN);
        }
    }
}
