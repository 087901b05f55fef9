package io.onevent.console;

import io.onevent.EventQueue;
import io.onevent.EventStoreException;
import io.onevent.ProcessedEvents;
import io.onevent.WaitingEvents;
import io.onevent.internal.view.OperatorsView;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Answers every request to the console. */
public class ConsoleServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String COOKIE = "onevent-console";
    private static final String HTML = "text/html;charset=UTF-8";

    private final transient ConsoleSettings settings;
    private final transient Gate gate;
    private final transient LastHour lastHour = new LastHour();
    private final transient Works works = new Works();
    private transient volatile Desk.Rooms rooms;

    ConsoleServlet(ConsoleSettings settings) {
        this.settings = settings;
        this.gate = new Gate(settings);
    }

    @Override
    public void init() {
        try {
            rooms();
        } catch (RuntimeException | LinkageError early) {
            ConsoleLog.notReady(early);
        }
    }

    /** Whoever asks first finds them, from then on with what the samples tell. */
    private synchronized Desk.Rooms rooms() {
        if (rooms == null) {
            Instance<Object> beans = CDI.current();
            OperatorsView view = beans.select(OperatorsView.class).get();
            Desk.Rooms found = new Desk.Rooms(
                    view,
                    beans.select(EventQueue.class).get(),
                    beans.select(WaitingEvents.class).get(),
                    beans.select(ProcessedEvents.class).get());
            view.tell(lastHour::note);
            rooms = found;
        }
        return rooms;
    }

    @Override
    public void destroy() {
        works.stopAll();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        protect(response);
        boolean posts = request.getMethod().equals("POST");
        if (!posts && !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.setHeader("Allow", "GET, HEAD, POST");
            write(response, 405, HTML, Refusal.bare("Not allowed", "This is not done that way."));
            return;
        }
        try {
            Visitor visitor = gate.visitor(request, response);
            if (visitor == null) {
                return;
            }
            if (!visitor.may(Right.VIEW)) {
                write(
                        response,
                        403,
                        HTML,
                        Refusal.bare("Not for you", "Whoever runs this application says who may use its console."));
                return;
            }
            answer(request, response, visitor, posts);
        } catch (RuntimeException | LinkageError unforeseen) {
            ConsoleLog.failed(request.getRequestURI(), unforeseen);
            write(response, 500, HTML, Refusal.bare("It failed", "The log says why."));
        }
    }

    /** For every answer, whatever becomes of it. */
    private static void protect(HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Visitor visitor, boolean posts)
            throws IOException {
        String path = request.getPathInfo() == null || request.getPathInfo().equals("/") ? "" : request.getPathInfo();
        if (posts) {
            request.setCharacterEncoding("UTF-8");
        }
        String seed = seed(request);
        if (posts && !isOfOurs(request, visitor, seed)) {
            write(
                    response,
                    403,
                    HTML,
                    Refusal.bare(
                            "Not done",
                            "That did not come from a page of this console that was made for you. Go back, load the"
                                    + " page anew, and try again."));
            return;
        }
        if (!posts && resource(path, response)) {
            return;
        }
        String known = seed == null ? Token.newSeed() : seed;
        if (seed == null) {
            response.addHeader("Set-Cookie", cookie(request, known));
        }
        Ask ask = new Ask(
                request.getContextPath() + ConsoleStart.PATH,
                application(),
                Token.of(known, visitor.name()),
                new Desk(rooms(), visitor),
                lastHour,
                works,
                request::getParameter);
        try {
            if (posts) {
                post(path, ask, request, response);
            } else {
                Page page = page(path, ask);
                write(response, page.status(), HTML, page.html());
            }
        } catch (ForbiddenException refused) {
            ConsoleLog.refused(visitor.name(), refused.getMessage());
            write(
                    response,
                    403,
                    HTML,
                    Refusal.within(
                            ask,
                            "Not for you",
                            "That needs a role that you do not have (onevent.console.role."
                                    + refused.right().word() + ")."));
        } catch (IllegalArgumentException wrong) {
            write(response, 400, HTML, Refusal.within(ask, "That cannot be", sentence(wrong)));
        } catch (EventStoreException refused) {
            ConsoleLog.failed(path, refused);
            write(response, 503, HTML, Refusal.within(ask, "The database does not answer", sentence(refused)));
        } catch (IllegalStateException busy) {
            write(response, 409, HTML, Refusal.within(ask, "Not now", sentence(busy)));
        }
    }

    private static String sentence(RuntimeException thrown) {
        return String.valueOf(thrown.getMessage());
    }

    private static boolean isOfOurs(HttpServletRequest request, Visitor visitor, String seed) {
        if (!Origin.isOwn(request.getHeader("Sec-Fetch-Site"), request.getHeader("Origin"), Gate.host(request))) {
            ConsoleLog.refused(visitor.name(), "another site has sent it");
            return false;
        }
        if (!Token.isGood(request.getParameter("token"), seed, visitor.name())) {
            ConsoleLog.refused(visitor.name(), "its token is missing, or another user's or browser's");
            return false;
        }
        return true;
    }

    private void post(String path, Ask ask, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!path.equals("/do")) {
            write(response, 404, HTML, Refusal.within(ask, "Not here", "There is no such page."));
            return;
        }
        Posts.Answer answer = new Posts(ask, request).answer();
        if (answer.page() != null) {
            write(response, 200, HTML, answer.page());
            return;
        }
        response.setStatus(303);
        response.setHeader("Location", ask.base() + answer.next());
    }

    /** A page and the status that it is sent with. */
    record Page(int status, String html) {}

    static Page page(String path, Ask ask) {
        return switch (path) {
            case "" -> new Page(200, new NowPage(ask).html());
            case "/waiting" -> new Page(200, WaitingPage.html(ask));
            case "/dead" -> new Page(200, new DeadPage(ask).html());
            case "/groups" -> new Page(200, GroupsPage.html(ask));
            case "/instances" -> new Page(200, InstancesPage.html(ask));
            case "/processed" -> new Page(200, ProcessedPage.html(ask));
            case "/work" -> new Page(200, WorkPage.html(ask));
            case "/audit" -> new Page(200, AuditPage.html(ask));
            case "/event" -> {
                EventPage event = new EventPage(ask);
                yield new Page(event.isKnown() ? 200 : 404, event.html());
            }
            default -> new Page(404, Refusal.within(ask, "Not here", "There is no such page."));
        };
    }

    /** One of the two files, by its whole name and no other way. */
    private static boolean resource(String path, HttpServletResponse response) throws IOException {
        String type =
                switch (path) {
                    case "/console.css" -> "text/css;charset=UTF-8";
                    case "/console.js" -> "text/javascript;charset=UTF-8";
                    default -> null;
                };
        if (type == null) {
            return false;
        }
        try (InputStream file = ConsoleServlet.class.getResourceAsStream(path.substring(1))) {
            write(response, 200, type, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
        return true;
    }

    private static String seed(HttpServletRequest request) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(COOKIE) && Token.isSeed(cookie.getValue())) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    /** Not by {@link Cookie#setAttribute}: some versions of Undertow leave SameSite out of what they send. */
    private static String cookie(HttpServletRequest request, String seed) {
        return COOKIE + "=" + seed + "; Path=" + request.getContextPath() + ConsoleStart.PATH
                + "; HttpOnly; SameSite=Strict" + (request.isSecure() ? "; Secure" : "");
    }

    private String application() {
        String name = getServletContext().getServletContextName();
        return name == null || name.isBlank()
                ? getServletContext().getContextPath().replace("/", "")
                : name;
    }

    private static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
