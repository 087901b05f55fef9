package io.onevent.internal.discover;

import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The broken rules of a deployment, reported together: who has made a mistake twice corrects it once. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(int code, Object method, String rule, String legal) {
        found.add(new Problem(code, method.toString(), rule, legal));
    }

    int count() {
        return found.size();
    }

    /** One exception for all, without a stack trace: servers print each exception several times. */
    DeploymentException asException() {
        String rules =
                found.size() == 1 ? "A rule for @OnEvent methods is" : found.size() + " rules for @OnEvent methods are";
        DeploymentException exception = new DeploymentException(found.stream()
                .map(Problem::toString)
                .sorted()
                .collect(Collectors.joining("\n", rules + " broken:\n", "")));
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }
}
