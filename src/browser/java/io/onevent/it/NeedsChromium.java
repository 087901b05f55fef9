package io.onevent.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests in a browser where none is installed, and says what is missing. */
public final class NeedsChromium implements ExecutionCondition {

    static final Path BROWSER = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    static final Path DRIVER = Path.of(System.getProperty("chromium.driver", "/usr/bin/chromedriver"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Stream.of(BROWSER, DRIVER)
                .filter(program -> !Files.isExecutable(program))
                .findFirst()
                .map(missing -> ConditionEvaluationResult.disabled("there is no " + missing
                        + ": install chromium and its driver, or say where they are with -Dchromium=FILE"
                        + " -Dchromium.driver=FILE"))
                .orElseGet(() -> ConditionEvaluationResult.enabled("there is a browser"));
    }
}
