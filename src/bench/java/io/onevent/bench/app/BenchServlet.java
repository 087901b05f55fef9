package io.onevent.bench.app;

import io.onevent.EventQueue;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/** What the benchmark asks of the application. */
@WebServlet("/bench/*")
public class BenchServlet extends AskedServlet {

    private static final long serialVersionUID = 1L;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    @Inject
    private transient EventQueue queue;

    @Inject
    private transient Tally tally;

    @Inject
    private transient Latencies latencies;

    @Inject
    private transient GroupOrder order;

    @Inject
    private transient Publishing publishing;

    @Inject
    private transient BareTransactions bare;

    @Override
    protected String answer(HttpServletRequest request) throws InterruptedException, ExecutionException, SQLException {
        return switch (request.getPathInfo()) {
            case "/ping" -> "pong";
            case "/pause" -> {
                queue.pause();
                yield "paused";
            }
            case "/resume" -> {
                queue.resume();
                yield "resumed";
            }
            case "/expect" -> {
                tally.expect(number(request, "events"), number(request, "edge"));
                order.expect();
                yield "expecting";
            }
            case "/await" -> await(Duration.ofMillis(number(request, "millis")), number(request, "busy") == 1);
            case "/delete" -> delete(number(request, "part"), number(request, "parts"));
            case "/insert" -> insert(number(request, "events"));
            case "/publish" -> publish(
                    request.getParameter("name"), number(request, "events"), number(request, "perTransaction"));
            case "/publishKeyed" -> publishKeyed(request.getParameter("name"), number(request, "events"));
            case "/publishWithRows" -> publishWithRows(request.getParameter("name"), number(request, "events"));
            case "/latency" -> latency(
                    request.getParameter("name"), number(request, "events"), number(request, "perSecond"));
            case "/percentile" -> Double.toString(latencies.millis(Double.parseDouble(request.getParameter("share"))));
            case "/misplaced" -> Integer.toString(order.misplaced());
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    /** Waits for what is expected, counting the library's busy threads meanwhile if told to. */
    private String await(Duration most, boolean busy) {
        if (!busy) {
            tally.await(most);
            return tally.timeline(0).toText();
        }
        long mostBusy = 0;
        long end = System.nanoTime() + most.toNanos();
        while (!tally.await(BETWEEN_LOOKS) && System.nanoTime() < end) {
            mostBusy = Math.max(mostBusy, BusyThreads.count());
        }
        return tally.timeline(mostBusy).toText();
    }

    private String delete(int part, int parts) throws InterruptedException, ExecutionException, SQLException {
        Queue<UUID> ids = bare.part(part, parts);
        onEachThread(() -> {
            bare.delete(ids);
            return null;
        });
        return "deleted";
    }

    /** Answers the nanoseconds that it took. */
    private String insert(int events) throws InterruptedException, ExecutionException {
        Pace pace = new Pace(events, 0);
        return Long.toString(onEachThread(() -> {
            bare.insert(pace);
            return null;
        }));
    }

    /** Answers the nanoseconds that it took. */
    private String publish(String name, int events, int perTransaction)
            throws InterruptedException, ExecutionException {
        Pace pace = new Pace(events / perTransaction, 0);
        return Long.toString(onEachThread(() -> {
            if (perTransaction == 1) {
                publishing.publishOnes(name, pace);
            } else {
                publishing.publishMany(name, pace, perTransaction);
            }
            return null;
        }));
    }

    private String publishKeyed(String name, int events) throws InterruptedException, ExecutionException {
        Pace pace = new Pace(events, 0);
        return Long.toString(onEachThread(() -> {
            publishing.publishKeyed(name, pace);
            return null;
        }));
    }

    private String publishWithRows(String name, int events) throws InterruptedException, ExecutionException {
        Pace pace = new Pace(events, 0);
        return Long.toString(onEachThread(() -> {
            publishing.publishWithRows(name, pace);
            return null;
        }));
    }

    private String latency(String name, int events, int perSecond) throws InterruptedException, ExecutionException {
        latencies.expect(events);
        Pace pace = new Pace(events, perSecond);
        onEachThread(() -> {
            publishing.publishTimed(name, pace);
            return null;
        });
        return "published";
    }
}
