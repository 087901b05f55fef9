package io.onevent.internal.discover;

import io.onevent.StoredEvent;
import io.onevent.internal.config.ReservedNames;
import jakarta.ejb.Stateful;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.UnproxyableResolutionException;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What holds for the name, the modifiers, the return type, the parameters and the annotations of a handler, and for its
 * bean.
 */
final class Rules {

    private static final int MAX_NAME = 100;
    private static final int MAX_BATCH = 1_000;

    /** By name, because not every server has each of these APIs. */
    private static final Set<String> ASYNCHRONOUS = Set.of(
            "jakarta.ejb.Asynchronous",
            "jakarta.enterprise.concurrent.Asynchronous",
            "org.eclipse.microprofile.faulttolerance.Asynchronous");

    /** By name: Jakarta Faces is not everywhere. */
    private static final Set<String> SCOPES_OF_A_BROWSER = Set.of(
            SessionScoped.class.getName(),
            ConversationScoped.class.getName(),
            "jakarta.faces.view.ViewScoped",
            "jakarta.faces.flow.FlowScoped");

    private static final String STAGED = "@OnEvent(\"order.placed\") CompletionStage<Void> ship(Order order)";
    private static final String PLAIN = "@OnEvent(\"order.placed\") void ship(Order order)";
    private static final String EVERY_PARAMETER =
            "@OnEvent(\"order.placed\") void ship(Order payload, String rawPayload, StoredEvent event)";
    private static final String OF_MANY =
            "@OnEvent(value = \"order.placed\", batch = 100) void ship(List<Order> payloads, List<StoredEvent> events)";

    private final Candidate candidate;
    private final BeanManager beans;
    private final Inspection inspection;
    private final Type[] inSource;
    private final Type[] types;

    Rules(Candidate candidate, BeanManager beans, Inspection inspection) {
        this.candidate = candidate;
        this.beans = beans;
        this.inspection = inspection;
        this.inSource = candidate.java.getGenericParameterTypes();
        this.types = candidate.values();
    }

    void check() {
        checkName();
        checkModifiers();
        checkReturnType();
        checkAsynchronous();
        checkBatch();
        checkTransaction();
        checkKindsOfParameters();
        checkTypesOfParameters();
        checkObserver(Observes.class);
        checkObserver(ObservesAsync.class);
        checkTypes();
        checkStateful();
        checkScope();
    }

    private void broken(int code, String rule, String legal) {
        inspection.broken(code, candidate, rule, legal);
    }

    private void checkName() {
        String name = candidate.name();
        if (name.isBlank()) {
            broken(101, "The name of its events is blank.", PLAIN);
        }
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            broken(
                    101,
                    "The name of its events has " + name.codePointCount(0, name.length()) + " characters; " + MAX_NAME
                            + " are the most.",
                    PLAIN);
        }
        if (name.startsWith(ReservedNames.PREFIX) && !name.equals(ReservedNames.DEAD)) {
            broken(
                    228,
                    "The name of its events is reserved: of those that begin with onevent. there is only "
                            + ReservedNames.DEAD + ".",
                    "@OnEvent(\"onevent.dead\") void alarm(DeadEvent dead), or a name of the application's own");
        }
        if (name.codePoints().anyMatch(c -> c == 0 || Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE)) {
            broken(
                    101,
                    "The name of its events holds U+0000 or half of a surrogate pair: no event can have it.",
                    PLAIN);
        }
    }

    private void checkModifiers() {
        if (candidate.is(Modifier.PRIVATE)) {
            broken(102, "It is private, so it cannot be called on the bean.", PLAIN);
        }
        if (candidate.is(Modifier.STATIC)) {
            broken(103, "It is static, so it belongs to no bean.", PLAIN);
        }
        if (candidate.ejb && !candidate.is(Modifier.PRIVATE | Modifier.PUBLIC)) {
            broken(
                    104,
                    "It is not public, so it is no business method of the EJB.",
                    "@OnEvent(\"order.placed\") public void ship(Order order)");
        }
    }

    private void checkReturnType() {
        if (!candidate.returnsVoid() && !candidate.returnsStage()) {
            String type = Candidate.simple(candidate.java.getGenericReturnType());
            String rule = "It returns " + type + "; a handler returns void, or CompletionStage if it is asynchronous.";
            broken(107, rule, PLAIN + ", or " + STAGED);
        }
    }

    private void checkAsynchronous() {
        if (!candidate.returnsVoid()) {
            return;
        }
        List<Annotation> seen = inspection.annotationsOn(candidate.method);
        seen.addAll(inspection.annotationsOn(candidate.type));
        seen.addAll(List.of(candidate.java.getDeclaringClass().getAnnotations()));
        Set<String> asynchronous = new TreeSet<>();
        for (Annotation annotation : seen) {
            asynchronous.add(annotation.annotationType().getName());
        }
        asynchronous.retainAll(ASYNCHRONOUS);
        for (String name : asynchronous) {
            String rule =
                    "It is void and @" + name + ": it returns before its work is done, and nobody hears of a failure.";
            broken(108, rule, "the method without @Asynchronous, or " + STAGED);
        }
    }

    private void checkTransaction() {
        if (candidate.returnsStage() && inspection.transaction(candidate).equals("MANDATORY")) {
            String rule =
                    "Its transaction attribute is MANDATORY, but a handler that returns a stage runs without a transaction.";
            broken(116, rule, "the method without MANDATORY, or " + PLAIN);
        }
    }

    private void checkBatch() {
        if (candidate.batch() < 1 || candidate.batch() > MAX_BATCH) {
            broken(122, "Its batch is " + candidate.batch() + "; 1 to " + MAX_BATCH + " are possible.", OF_MANY);
        }
        for (int i = 0; i < types.length; i++) {
            if (isMissingList(i)) {
                broken(
                        122,
                        "It is called with up to " + candidate.batch() + " events, and its parameter "
                                + Candidate.simple(inSource[i]) + " is no List.",
                        OF_MANY + ", or the method without batch");
            } else if (!candidate.isOfMany() && Candidate.element(types[i]) == StoredEvent.class) {
                broken(122, "It takes a List of events, and is called with one.", OF_MANY);
            }
        }
    }

    private boolean isMissingList(int parameter) {
        return candidate.isOfMany()
                && types[parameter] == null
                && TypeVariables.erase(inSource[parameter]) != List.class;
    }

    private void checkKindsOfParameters() {
        for (String kind : List.of("the event", "the raw payload", "the payload read with JSON-B")) {
            List<String> given = new ArrayList<>();
            for (int i = 0; i < types.length; i++) {
                if (!isMissingList(i) && kind(types[i]).equals(kind)) {
                    given.add(Candidate.simple(inSource[i]));
                }
            }
            if (given.size() > 1) {
                String rule = "It takes " + kind + " " + given.size() + " times (" + String.join(", ", given)
                        + "); each kind of parameter may be there once.";
                broken(106, rule, EVERY_PARAMETER);
            }
        }
    }

    private static String kind(Type type) {
        if (type == StoredEvent.class) {
            return "the event";
        }
        return type == String.class ? "the raw payload" : "the payload read with JSON-B";
    }

    private void checkTypesOfParameters() {
        for (int i = 0; i < types.length; i++) {
            if (TypeVariables.erase(types[i] == null ? inSource[i] : types[i]) == Event.class) {
                String rule =
                        "A parameter is a jakarta.enterprise.event.Event, which fires CDI events; the stored event is an"
                                + " io.onevent.StoredEvent.";
                broken(110, rule, EVERY_PARAMETER);
            }
            if (types[i] == null && !isMissingList(i)) {
                String rule = "The payload's type " + Candidate.simple(inSource[i]) + " has a type variable, which "
                        + Candidate.inSource(candidate.type.getJavaClass()) + " does not say what it stands for.";
                broken(112, rule, "class Shipping extends Base<Order>, where Base<T> has the method");
            }
        }
    }

    private void checkObserver(Class<? extends Annotation> observes) {
        for (AnnotatedParameter<?> parameter : candidate.method.getParameters()) {
            if (parameter.isAnnotationPresent(observes)) {
                String rule = "A parameter has @" + observes.getSimpleName()
                        + ": an observer method of CDI events cannot be a handler too.";
                broken(109, rule, "two methods, or " + EVERY_PARAMETER);
            }
        }
    }

    private void checkTypes() {
        if (!candidate.isCallable()) {
            return;
        }
        Type reference = candidate.reference();
        if (reference == null) {
            String rule = candidate.ejb
                    ? "No local business interface of the EJB has the method."
                    : "No bean type has the method: @Typed leaves it out.";
            broken(105, rule, "the method in the interface too, or @LocalBean on an EJB");
        } else if (beans.isNormalScope(candidate.bean.getScope())) {
            checkProxy(reference);
            checkReach();
        }
    }

    /** Containers make a client proxy when it is first asked for: without this, each run of the handler would fail. */
    private void checkProxy(Type reference) {
        try {
            beans.getReference(candidate.bean, reference, beans.createCreationalContext(candidate.bean));
        } catch (UnproxyableResolutionException e) {
            String rule = "The container can make no client proxy for its bean: " + e.getMessage();
            String legal = "a class and methods that are not final, with a constructor without parameters";
            broken(118, rule, legal);
        }
    }

    /** A client proxy would run such a method itself, and has none of the bean's fields. */
    private void checkReach() {
        if (candidate.isHiddenFromSubclasses()) {
            String rule = "It is package-private and not of its bean's package: a call on the client proxy of the bean"
                    + " does not reach the bean.";
            broken(118, rule, "the method protected or public, or both classes in one package of one archive");
        }
    }

    private void checkStateful() {
        if (candidate.type.isAnnotationPresent(Stateful.class)) {
            String rule =
                    "Its EJB is @Stateful: the container removes the instance after a failed run, and there is no client"
                            + " to make another.";
            broken(113, rule, "@Stateless or @Singleton on the class");
        }
    }

    private void checkScope() {
        Class<?> scope = candidate.bean.getScope();
        if (SCOPES_OF_A_BROWSER.contains(scope.getName())) {
            String rule = "Its bean is @" + scope.getSimpleName()
                    + ", a scope that is never active on a thread that handles events.";
            broken(117, rule, "@ApplicationScoped or @RequestScoped on the class");
        }
    }
}
