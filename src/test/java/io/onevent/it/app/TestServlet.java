package io.onevent.it.app;

import io.onevent.NewEvent;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the tests ask of the application. */
@WebServlet("/test/*")
public class TestServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Publications publications;

    @Inject
    private transient Ledger ledger;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().println(answer(request));
    }

    private String answer(HttpServletRequest request) {
        return switch (request.getPathInfo()) {
            case "/ping" -> "pong";
            case "/isolation" -> ledger.isolation();
            case "/written" -> String.join("\n", ledger.written());
            case "/forget" -> {
                ledger.written().clear();
                yield "forgotten";
            }
            case "/open-gate" -> {
                Gate.set(true);
                yield "open";
            }
            case "/shut-gate" -> {
                Gate.set(false);
                yield "shut";
            }
            case "/publish" -> publish(request);
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    /** Parameters: name, count, payload, delay; answers the ids. All in one transaction. */
    private String publish(HttpServletRequest request) {
        NewEvent event = NewEvent.named(request.getParameter("name"))
                .payload(request.getParameter("payload"))
                .delay(Duration.parse(Objects.requireNonNullElse(request.getParameter("delay"), "PT0S")));
        int count = Integer.parseInt(Objects.requireNonNullElse(request.getParameter("count"), "1"));
        return publications.publish(Collections.nCopies(count, event)).stream()
                .map(UUID::toString)
                .collect(Collectors.joining("\n"));
    }
}
