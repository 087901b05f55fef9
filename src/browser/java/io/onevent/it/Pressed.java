package io.onevent.it;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;

/**
 * Which controls were seen on which pages, and which of them were used. Two that differ by the event or the name alone
 * are one: a link is known by its page and what the page is asked for, a button by its verb, a field by its name.
 */
final class Pressed {

    /** What a control is called, by the browser. */
    private static final String WORDS =
            """
            const [base, element] = arguments;
            const page = (document.querySelector("h1")?.textContent === "Not here" ? "/nowhere" : location.pathname.slice(base.length) || "/") + (document.querySelector("input[name=sure]") ? " (sure?)" : "");
            const words = (e) => {
              if (e.tagName === "A") {
                const to = new URL(e.href);
                if (to.hash) {
                  return "link to " + to.hash;
                }
                const keys = [...new Set(to.searchParams.keys())].sort().join("&");
                return "link to " + (to.pathname.slice(base.length) || "/") + (keys && "?" + keys);
              }
              if (e.tagName === "BUTTON") {
                return "button " + (e.value || e.form.getAttribute("action").slice(base.length));
              }
              if (e.tagName === "SUMMARY") {
                return "summary " + e.textContent.replace(/\\d+/g, "n");
              }
              return "field " + (e.name || e.getAttribute("aria-label"));
            };
            const of = (e) => ({ page, words: words(e), element: e });
            """;

    private static final String ONE = WORDS + "return of(element);";

    private static final String ALL = WORDS
            + """
            return [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")].map(of);
            """;

    record Control(String page, String words) implements Comparable<Control> {

        @Override
        public int compareTo(Control other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return page + ": " + words;
        }
    }

    /** A control as it is on the page now. */
    record Found(Control control, WebElement element) {}

    private final String base;
    private final Set<Control> seen = new TreeSet<>();
    private final Set<Control> pressed = new TreeSet<>();

    /** @param base the address of the console on its server */
    Pressed(String base) {
        this.base = base;
    }

    private static Found found(Object one) {
        Map<?, ?> values = (Map<?, ?>) one;
        return new Found(
                new Control(String.valueOf(values.get("page")), String.valueOf(values.get("words"))),
                (WebElement) values.get("element"));
    }

    private List<Found> all(JavascriptExecutor browser) {
        return ((List<?>) browser.executeScript(ALL, base))
                .stream().map(Pressed::found).toList();
    }

    void see(JavascriptExecutor browser) {
        all(browser).forEach(each -> seen.add(each.control()));
    }

    Control control(JavascriptExecutor browser, WebElement element) {
        return found(browser.executeScript(ONE, base, element)).control();
    }

    void press(Control control) {
        pressed.add(control);
    }

    /** A link on this page whose like was not followed yet. */
    Optional<Found> nextLink(JavascriptExecutor browser) {
        return all(browser).stream()
                .filter(each -> each.control().words().startsWith("link"))
                .filter(each -> !pressed.contains(each.control()))
                .findFirst();
    }

    Set<Control> seen() {
        return seen;
    }

    /** What was seen and not used. */
    Set<Control> left() {
        Set<Control> left = new TreeSet<>(seen);
        left.removeAll(pressed);
        return left;
    }
}
