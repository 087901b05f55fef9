package io.onevent.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What axe finds on a page that is against the Web Content Accessibility Guidelines, up to 2.2, levels A and AA. */
final class Axe {

    private static final String SCRIPT = script();

    private static final String RUN =
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] })
              .then((found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) =>
                rule.id + ": " + rule.help + " at " + node.target + " " + node.failureSummary))))
              .catch((failed) => done(["axe failed: " + failed]));
            """;

    private Axe() {}

    private static String script() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> violations(Chromium browser) {
        browser.script(SCRIPT);
        return ((List<?>) browser.asyncScript(RUN))
                .stream().map(String::valueOf).toList();
    }
}
