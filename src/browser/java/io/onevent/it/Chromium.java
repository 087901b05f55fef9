package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A real browser in which a user has logged in to the console. */
final class Chromium implements AutoCloseable {

    static final Path PICTURES = Path.of("docs/images");

    private static final int PHONE_WIDTH = 360;
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 760;
    private static final Duration LIMIT = HeadlessChromium.LIMIT;
    private static final int MOST_TRIES = 20;

    /** What the browser itself asks for, which an application may have or not. */
    private static final Set<String> NOT_OURS = Set.of("favicon.ico");

    private final HeadlessChromium browser = new HeadlessChromium();
    private final ChromeDriver driver = browser.driver();
    private final Pressed pressed;
    private final String console;

    /**
     * @param server its host and port
     * @param base the address of the console therein
     * @param user whose password is the name too
     * @param pressed notes what is seen and what is pressed
     */
    Chromium(URI server, String base, String user, Pressed pressed) {
        this.pressed = pressed;
        this.console = server + base;
        wide();
        // A page whose address holds a login may fetch nothing, so this one is only for the login.
        driver.get(console.replace("://", "://" + user + ":" + user + "@"));
        if (!driver.getPageSource().contains("console.css")) {
            throw new IllegalStateException(user + " is not let in: " + driver.getPageSource());
        }
    }

    Chromium(URI server, String base, String user) {
        this(server, base, user, new Pressed(base));
    }

    // How it is looked at

    Chromium wide() {
        return size(WIDTH, HEIGHT, false);
    }

    Chromium phone() {
        return size(PHONE_WIDTH, HEIGHT, true);
    }

    private Chromium size(int width, int height, boolean isMobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", isMobile));
        return this;
    }

    Chromium scheme(String lightOrDark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", lightOrDark))));
        return this;
    }

    Chromium withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        return this;
    }

    // Pages

    /** @param path of a page, with what it is asked for */
    Chromium open(String path) {
        driver.get(console + path);
        return see();
    }

    private Chromium see() {
        pressed.see(driver);
        return this;
    }

    /** What the address says after that of the console. */
    String path() {
        return driver.getCurrentUrl().substring(console.length());
    }

    /** What a reader sees of the page; asked in one step, since the page may be renewed between two. */
    String text() {
        return (String) driver.executeScript("return document.body.innerText");
    }

    String title() {
        return textOf("h1");
    }

    /** What is said of the deed that led here, or of what went wrong; empty for nothing. */
    String note() {
        return String.join(" ", texts("p.note"));
    }

    /** The texts of these elements, all at one moment: the page may be renewed by itself. */
    List<String> texts(String selector) {
        return ((List<?>)
                        script("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)", selector))
                .stream().map(String::valueOf).toList();
    }

    /** The text of the first of them. */
    String textOf(String selector) {
        List<String> texts = texts(selector);
        if (texts.isEmpty()) {
            throw new IllegalStateException("nothing is " + selector + " on " + path() + ": " + text());
        }
        return texts.get(0);
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    private WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    // What a user does

    /** Presses the first of what this selects, and waits for the page that comes of it. */
    Chromium press(String selector) {
        return press(By.cssSelector(selector));
    }

    Chromium pressLink(String text) {
        return press(By.linkText(text));
    }

    /** A button that acts, by its verb. */
    Chromium pressButton(String verb) {
        return press("button[value='" + verb + "']");
    }

    /** Presses a button that asks for a confirmation, and confirms it. */
    Chromium pressAndConfirm(String verb) {
        return pressButton(verb).pressButton(verb);
    }

    /** The first row of the list. */
    Chromium tickFirst() {
        return tick(one("td.choice input").getDomAttribute("value"));
    }

    /** The page may be renewed between finding and pressing, by itself. */
    Chromium press(By by) {
        for (int tries = 1; ; tries++) {
            try {
                WebElement element = driver.findElement(by);
                Pressed.Control control = pressed.control(driver, element);
                click(element);
                pressed.press(control);
                return see();
            } catch (StaleElementReferenceException renewed) {
                if (tries == MOST_TRIES) {
                    throw renewed;
                }
            } catch (NoSuchElementException missing) {
                throw new IllegalStateException("nothing is " + by + " on " + path() + ": " + text(), missing);
            }
        }
    }

    // Without scripts nothing can be noted, nor known when a page is there.

    Chromium openUnseen(String path) {
        driver.get(console + path);
        return this;
    }

    Chromium tickUnseen(String id) {
        one("td.choice input[value='" + id + "']").click();
        return this;
    }

    Chromium pressUnseen(String selector) {
        one(selector).click();
        return this;
    }

    void awaitUnseen(String text) {
        await("the page says " + text).atMost(LIMIT).ignoreExceptions().until(() -> driver.getPageSource()
                .contains(text));
    }

    /** Follows each kind of link that is on this page and was not followed from it, and comes back. */
    Chromium followAll(Runnable back) {
        for (var link = pressed.nextLink(driver); link.isPresent(); link = pressed.nextLink(driver)) {
            Pressed.Control control = link.get().control();
            try {
                click(link.get().element());
            } catch (StaleElementReferenceException renewed) {
                continue;
            }
            pressed.press(control);
            see();
            if (!control.words().startsWith("link to #")) {
                assertThat(all(".note.bad")).as("where %s leads", control).isEmpty();
            }
            back.run();
            see();
        }
        return this;
    }

    /** One that is seen only when somebody comes to it by keys gets the focus first. */
    private void click(WebElement element) {
        boolean leaves = Boolean.TRUE.equals(driver.executeScript(
                """
                const e = arguments[0];
                e.focus();
                document.documentElement.dataset.isLeft = "";
                return e.tagName === "BUTTON" || e.tagName === "A" && !e.hash;
                """,
                element));
        element.click();
        if (leaves) {
            await("the next page is there").atMost(LIMIT).ignoreExceptions().until(() -> driver.executeScript(
                            "return !('isLeft' in document.documentElement.dataset) && document.readyState")
                    .equals("complete"));
        }
    }

    /** Writes into a field. One of a time takes keys as the language of the browser has it, so that is given a value. */
    Chromium fill(String name, String text) {
        WebElement field = one(
                "main input[name='" + name + "'][type='text'],main input[name='" + name + "'][type='datetime-local']");
        if ("datetime-local".equals(field.getDomAttribute("type"))) {
            driver.executeScript("arguments[0].value = arguments[1]", field, text);
        } else {
            field.clear();
            field.sendKeys(text);
        }
        pressed.press(pressed.control(driver, field));
        return this;
    }

    Chromium choose(String list, String value) {
        WebElement select = one("select[name='" + list + "']");
        pressed.press(pressed.control(driver, select));
        select.findElement(By.cssSelector("option[value='" + value + "']")).click();
        return this;
    }

    /** Ticks the boxes of these events. */
    Chromium tick(String... ids) {
        for (String id : ids) {
            WebElement box = one("td.choice input[value='" + id + "']");
            pressed.press(pressed.control(driver, box));
            box.click();
        }
        return this;
    }

    // What is seen of it

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    Object asyncScript(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** What the browser has complained of since this was asked last. */
    List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> NOT_OURS.stream().noneMatch(message::contains))
                .toList();
    }

    /** Makes a picture for the documents, if such are wanted: of all the page, or of so much of it. */
    void picture(String name, int height) {
        if (!Boolean.getBoolean("console.pictures")) {
            return;
        }
        int width = ((Number) script("return innerWidth")).intValue();
        int whole = ((Number) script("return Math.ceil(document.body.getBoundingClientRect().height)")).intValue();
        size(width, Math.min(height, whole), width == PHONE_WIDTH);
        try {
            Files.createDirectories(PICTURES);
            Files.write(
                    PICTURES.resolve("console-" + name + ".png"),
                    SmallPicture.of(driver.getScreenshotAs(OutputType.BYTES)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            size(width, HEIGHT, width == PHONE_WIDTH);
        }
    }

    @Override
    public void close() {
        browser.close();
    }
}
