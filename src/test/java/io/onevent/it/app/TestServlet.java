package io.onevent.it.app;

import io.onevent.DeadEventFilter;
import io.onevent.DeadEvents;
import io.onevent.EventQueue;
import io.onevent.Explanation;
import io.onevent.NewEvent;
import io.onevent.ProcessedEventFilter;
import io.onevent.ProcessedEvents;
import io.onevent.QueueStatus;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the tests ask of the application. */
@WebServlet("/test/*")
public class TestServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Publications publications;

    @Inject
    private transient Ledger ledger;

    @Inject
    private transient EventQueue queue;

    @Inject
    private transient DeadEvents dead;

    @Inject
    private transient ProcessedEvents processed;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().println(answer(request));
    }

    private String answer(HttpServletRequest request) {
        return switch (request.getPathInfo()) {
            case "/ping" -> "pong";
            case "/clock" -> Instant.now().toString();
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
            case "/hold-stages" -> {
                HeldStages.hold(true);
                yield "held";
            }
            case "/hold-no-stages" -> {
                HeldStages.hold(false);
                yield "not held";
            }
            case "/held-stages" -> String.valueOf(HeldStages.count());
            case "/complete" -> String.valueOf(HeldStages.complete());
            case "/pause" -> {
                queue.pause();
                yield "paused";
            }
            case "/resume" -> {
                queue.resume();
                yield "resumed";
            }
            case "/pause-name" -> {
                queue.pause(request.getParameter("name"));
                yield "paused";
            }
            case "/resume-name" -> {
                queue.resume(request.getParameter("name"));
                yield "resumed";
            }
            case "/status" -> status(queue.status());
            case "/oldest" -> queue.status().names().stream()
                    .filter(name -> name.name().equals(request.getParameter("name")))
                    .map(name -> String.valueOf(name.oldestWaiting()))
                    .findAny()
                    .orElse("no such name");
            case "/dead" -> dead.list(DeadEventFilter.all()).stream()
                    .map(each -> each.event().id() + " " + each.reason())
                    .collect(Collectors.joining("\n"));
            case "/replay" -> String.valueOf(dead.replay(UUID.fromString(request.getParameter("id"))));
            case "/discard" -> String.valueOf(dead.discard(UUID.fromString(request.getParameter("id"))));
            case "/replay-all" -> String.valueOf(
                    dead.replayAll(DeadEventFilter.all().name(request.getParameter("name"))));
            case "/explain" -> explain(queue.explain(UUID.fromString(request.getParameter("id"))));
            case "/processed" -> processed.list(ProcessedEventFilter.all().name(request.getParameter("name"))).stream()
                    .map(each -> each.event().id().toString())
                    .collect(Collectors.joining("\n"));
            case "/replay-processed" -> String.valueOf(processed.replay(UUID.fromString(request.getParameter("id"))));
            case "/figures" -> processed
                    .figures(Instant.now().minusSeconds(3_600), Instant.now().plusSeconds(3_600))
                    .stream()
                    .map(each -> each.name() + " " + each.count() + " " + each.largestRun())
                    .collect(Collectors.joining("\n"));
            case "/publish" -> publish(request);
            case "/publish-in-common-pool" -> publishInCommonPool(request);
            case "/publish-slowly" -> publications.publishSlowly(event(request)).toString();
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    private static String explain(Explanation why) {
        return why.answer() + " " + why.name() + " at " + why.at() + " by " + why.by() + " reason " + why.reason()
                + ": " + why.text();
    }

    /** A line for the pause, for each paused name, for each name, for each instance and for each group that is blocked. */
    private static String status(QueueStatus status) {
        return Stream.of(
                        Stream.of("paused " + status.paused()),
                        status.pausedNames().stream()
                                .map(paused -> "paused name " + paused.name() + " until " + paused.until() + " broke "
                                        + paused.broke()),
                        status.names().stream()
                                .map(name -> "name " + name.name() + " waiting " + name.waiting() + " running "
                                        + name.running() + " dead " + name.dead() + " unhandled " + name.unhandled()),
                        status.instances().stream()
                                .map(instance -> "instance " + instance.id() + " running " + instance.running()
                                        + " leads " + new TreeSet<>(instance.leads())),
                        status.blockedGroups().stream()
                                .map(blocked -> "blocked " + blocked.group() + " by " + blocked.by() + " "
                                        + blocked.name() + " dead " + blocked.dead() + " behind "
                                        + blocked.behind() + " since " + blocked.since()))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    /** Parameters: those of an event, and count; answers the ids. All in one transaction. */
    private String publish(HttpServletRequest request) {
        int count = Integer.parseInt(Objects.requireNonNullElse(request.getParameter("count"), "1"));
        return publications.publish(Collections.nCopies(count, event(request))).stream()
                .map(UUID::toString)
                .collect(Collectors.joining("\n"));
    }

    /** The same, each in a transaction of its own, on threads that are not the server's. Answers how many could be published. */
    private String publishInCommonPool(HttpServletRequest request) {
        int count = Integer.parseInt(request.getParameter("count"));
        NewEvent event = event(request);
        AtomicInteger published = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    publications.publishAlone(event);
                    published.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            // Not by joining the tasks: this thread would run them itself.
            done.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return published.toString();
    }

    /** Parameters: name, payload, group, key, replacing, delay, expiresAfter, expiresAt. */
    private static NewEvent event(HttpServletRequest request) {
        NewEvent event = NewEvent.named(request.getParameter("name")).payload(request.getParameter("payload"));
        event = option(request, "group", event, NewEvent::group);
        event = option(request, "key", event, NewEvent::key);
        event = option(request, "replacing", event, (with, text) -> with.replacing());
        event = option(request, "delay", event, (with, text) -> with.delay(Duration.parse(text)));
        event = option(request, "expiresAfter", event, (with, text) -> with.expiresAfter(Duration.parse(text)));
        return option(request, "expiresAt", event, (with, text) -> with.expiresAt(Instant.parse(text)));
    }

    private static NewEvent option(
            HttpServletRequest request, String parameter, NewEvent event, BiFunction<NewEvent, String, NewEvent> with) {
        String text = request.getParameter(parameter);
        return text == null ? event : with.apply(event, text);
    }
}
