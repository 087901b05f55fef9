package io.onevent.internal.discover;

import jakarta.ejb.Stateful;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.UnproxyableResolutionException;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Type;
import java.util.Set;

/** What holds for the bean of a handler. */
final class BeanRules {

    /** By name: Jakarta Faces is not everywhere. */
    private static final Set<String> SCOPES_OF_A_BROWSER = Set.of(
            SessionScoped.class.getName(),
            ConversationScoped.class.getName(),
            "jakarta.faces.view.ViewScoped",
            "jakarta.faces.flow.FlowScoped");

    private final Candidate candidate;
    private final BeanManager beans;
    private final Problems problems;

    BeanRules(Candidate candidate, BeanManager beans, Problems problems) {
        this.candidate = candidate;
        this.beans = beans;
        this.problems = problems;
    }

    void check() {
        checkTypes();
        checkStateful();
        checkScope();
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
            problems.add(105, candidate, rule, "the method in the interface too, or @LocalBean on an EJB");
        } else if (beans.isNormalScope(candidate.bean.getScope())) {
            checkProxy(reference);
        }
    }

    /** Containers make a client proxy when it is first asked for: without this, each run of the handler would fail. */
    private void checkProxy(Type reference) {
        try {
            beans.getReference(candidate.bean, reference, beans.createCreationalContext(candidate.bean));
        } catch (UnproxyableResolutionException e) {
            String rule = "The container can make no client proxy for its bean: " + e.getMessage();
            String legal = "a class and methods that are not final, with a constructor without parameters";
            problems.add(118, candidate, rule, legal);
        }
    }

    private void checkStateful() {
        if (candidate.type.isAnnotationPresent(Stateful.class)) {
            String rule =
                    "Its EJB is @Stateful: the container removes the instance after a failed run, and there is no client"
                            + " to make another.";
            problems.add(113, candidate, rule, "@Stateless or @Singleton on the class");
        }
    }

    private void checkScope() {
        Class<?> scope = candidate.bean.getScope();
        if (SCOPES_OF_A_BROWSER.contains(scope.getName())) {
            String rule = "Its bean is @" + scope.getSimpleName()
                    + ", a scope that is never active on a thread that handles events.";
            problems.add(117, candidate, rule, "@ApplicationScoped or @RequestScoped on the class");
        }
    }
}
