package io.onevent.internal.discover;

import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The broken rules of a deployment, reported together: who has made a mistake twice corrects it once. */
final class Problems {

    private final List<String> found = new ArrayList<>();

    /**
     * Adds a broken rule.
     *
     * @param code stable, so that a search finds what is written about it
     * @param method what breaks the rule, as in the source
     * @param legal how it could be written instead
     */
    void add(int code, Object method, String rule, String legal) {
        found.add("ONEVENT-" + code + ": " + method + "\n    " + rule + "\n    Legal: " + legal);
    }

    int count() {
        return found.size();
    }

    /** One exception for all, without a stack trace: servers print each exception several times. */
    DeploymentException asException() {
        Collections.sort(found);
        String rules =
                found.size() == 1 ? "A rule for @OnEvent methods is" : found.size() + " rules for @OnEvent methods are";
        DeploymentException exception = new DeploymentException(rules + " broken:\n" + String.join("\n", found));
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }
}
