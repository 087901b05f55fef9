package io.onevent.internal.discover;

import io.onevent.StoredEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.Annotated;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds for the parameters of a handler. */
final class ParameterRules {

    private static final String LEGAL =
            "@OnEvent(\"order.placed\") void ship(Order payload, String rawPayload, StoredEvent event)";

    private final Candidate candidate;
    private final List<Type> types;
    private final Problems problems;

    ParameterRules(Candidate candidate, Problems problems) {
        this.candidate = candidate;
        this.types = candidate.parameters();
        this.problems = problems;
    }

    void check() {
        checkKinds();
        checkObserves();
        for (Type type : types) {
            checkEvent(type);
            checkResolved(type);
        }
    }

    private void checkKinds() {
        Map<String, List<Type>> byKind =
                types.stream().collect(Collectors.groupingBy(ParameterRules::kind, TreeMap::new, Collectors.toList()));
        byKind.forEach((kind, ofKind) -> {
            if (ofKind.size() > 1) {
                String given = ofKind.stream().map(Source::simple).collect(Collectors.joining(", "));
                String rule = "It takes " + kind + " " + ofKind.size() + " times (" + given
                        + "); each kind of parameter" + " may be there once.";
                problems.add(106, candidate, rule, LEGAL);
            }
        });
    }

    private static String kind(Type type) {
        if (type == StoredEvent.class) {
            return "the event";
        }
        return type == String.class ? "the raw payload" : "the payload read with JSON-B";
    }

    private void checkObserves() {
        Stream.of(Observes.class, ObservesAsync.class)
                .filter(this::isOnParameter)
                .forEach(observes -> problems.add(
                        109,
                        candidate,
                        "A parameter has @" + observes.getSimpleName() + ": an observer method of CDI events cannot be"
                                + " a handler too.",
                        "two methods, or " + LEGAL));
    }

    private boolean isOnParameter(Class<? extends Annotation> observes) {
        return candidate.method().getParameters().stream()
                .map(Annotated.class::cast)
                .anyMatch(parameter -> parameter.isAnnotationPresent(observes));
    }

    private void checkEvent(Type type) {
        if (TypeVariables.erase(type) == Event.class) {
            String rule =
                    "A parameter is a jakarta.enterprise.event.Event, which fires CDI events; the stored event is an"
                            + " io.onevent.StoredEvent.";
            problems.add(110, candidate, rule, LEGAL);
        }
    }

    private void checkResolved(Type type) {
        if (!TypeVariables.isResolved(type)) {
            String rule = "The payload's type " + Source.simple(type) + " has a type variable, which "
                    + Source.of(candidate.type().getJavaClass()) + " does not say what it stands for.";
            problems.add(112, candidate, rule, "class Shipping extends Base<Order>, where Base<T> has the method");
        }
    }
}
