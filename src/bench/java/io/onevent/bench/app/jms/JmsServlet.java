package io.onevent.bench.app.jms;

import io.onevent.bench.app.AskedServlet;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Tally;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** What the benchmark asks of the application with JMS. */
@WebServlet("/bench/*")
public class JmsServlet extends AskedServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Tally tally;

    @Inject
    private transient Messages messages;

    @Override
    protected String answer(HttpServletRequest request) throws Exception {
        return switch (request.getPathInfo()) {
            case "/ping" -> "pong";
            case "/pause" -> {
                Broker.pause();
                yield "paused";
            }
            case "/resume" -> {
                Broker.resume();
                yield "resumed";
            }
            case "/expect" -> {
                tally.expect(number(request, "events"), number(request, "edge"));
                yield "expecting";
            }
            case "/await" -> {
                tally.await(Duration.ofMillis(number(request, "millis")));
                yield tally.timeline(0).toText();
            }
            case "/store" -> {
                messages.store(number(request, "events"));
                yield "stored";
            }
            case "/clear" -> {
                Broker.clear();
                yield "cleared";
            }
            case "/left" -> Long.toString(Broker.messages());
            case "/prepared" -> Integer.toString(Broker.prepared());
            case "/publishWithRows" -> publishWithRows(number(request, "events"));
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    private String publishWithRows(int events) throws Exception {
        Pace pace = new Pace(events, 0);
        return Long.toString(onEachThread(() -> {
            messages.sendWithRows(pace);
            return null;
        }));
    }
}
