package io.onevent.bench.app.peer;

import io.onevent.bench.app.AskedServlet;
import io.onevent.bench.app.Pace;
import io.onevent.bench.app.Tally;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** What the benchmark asks of the application with transactional-event. */
@WebServlet("/bench/*")
public class PeerServlet extends AskedServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Tally tally;

    @Inject
    private transient Texts texts;

    @Inject
    private transient Executor executor;

    @Override
    protected String answer(HttpServletRequest request) throws Exception {
        return switch (request.getPathInfo()) {
            case "/ping" -> "pong";
            case "/pause" -> {
                executor.hold(true);
                yield "paused";
            }
            case "/resume" -> {
                executor.hold(false);
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
            case "/publish" -> publish(number(request, "events"), number(request, "perTransaction"));
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    private String publish(int events, int perTransaction) throws Exception {
        Pace pace = new Pace(events / perTransaction, 0);
        return Long.toString(onEachThread(() -> {
            texts.publish(pace, perTransaction);
            return null;
        }));
    }
}
