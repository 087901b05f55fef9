package io.onevent.demo;

import static org.awaitility.Awaitility.await;

import io.onevent.it.HeadlessChromium;
import java.net.URI;
import java.util.Map;

/** A phone with the demo's page, which is asked by scripts of the page's own. */
final class Phone implements AutoCloseable {

    private final HeadlessChromium browser = new HeadlessChromium();

    Phone() {
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
    }

    void open(URI page) {
        browser.driver().get(page.toString());
        await("the page shows the state")
                .atMost(RunningDemo.PATIENCE)
                .ignoreExceptions()
                .until(() -> isTrue("state !== null"));
    }

    /** Whether the expression is, as the page's own script would see it. */
    boolean isTrue(String expression) {
        return ask("Boolean(" + expression + ")").equals("true");
    }

    /** What the expression is as a text. */
    String ask(String expression) {
        return (String) browser.driver().executeScript("return String(" + expression + ")");
    }

    @Override
    public void close() {
        browser.close();
    }
}
