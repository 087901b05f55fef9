package io.onevent.console;

import io.onevent.internal.view.OperatorsView.Deed;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Does what a form asks for, once it is certain that a page of this console has sent it. */
final class Posts {

    /** What is answered: a page, or an address below the console to go to. */
    record Answer(String page, String next) {}

    private static final int MOST_CHOSEN = 1_000;

    private final Ask ask;
    private final HttpServletRequest request;

    Posts(Ask ask, HttpServletRequest request) {
        this.ask = ask;
        this.request = request;
    }

    /** @throws IllegalArgumentException if the form says something that cannot be */
    Answer answer() {
        // Also for the pages that only ask once more.
        ask.desk().visitor().need(Right.OPERATE);
        String[] wanted = parameter("verb").split("\\.", 2);
        Verb verb = Verb.of(wanted[0]);
        if (verb == null || wanted.length < 2) {
            throw new IllegalArgumentException("the form names nothing that can be done");
        }
        Query query = Query.parse(request.getParameter("q"));
        boolean isAll = wanted[1].equals("all");
        return switch (verb) {
            case PAUSE, RESUME -> pause(verb, isAll ? null : name());
            case RUN_NOW -> told("waiting", query, verb, ask.desk().runNow(ids()));
            case RESCHEDULE -> {
                Instant due = Query.time("until", parameter("due"));
                yield told("waiting", query, verb, ask.desk().reschedule(ids(), due));
            }
            case STOP -> {
                ask.desk().stop(ask.works(), ids().get(0));
                yield told("work", Query.none(), verb, 1);
            }
            default -> isAll ? all(verb, query) : chosen(verb, query, ids());
        };
    }

    private Answer pause(Verb verb, String name) {
        if (verb == Verb.PAUSE) {
            ask.desk().pause(name);
        } else {
            ask.desk().resume(name);
        }
        return told("", Query.none(), verb, 1);
    }

    private Answer chosen(Verb verb, Query query, List<UUID> ids) {
        return isSure()
                ? told(Verb.page(verb.deed), query, verb, ask.desk().all(verb.deed, ids))
                : new Answer(ConfirmPage.chosen(ask, verb, query, ids), null);
    }

    private Answer all(Verb verb, Query query) {
        Deed deed = verb.deed;
        if (!isSure()) {
            return new Answer(ConfirmPage.all(ask, verb, query, ask.desk().count(deed, query)), null);
        }
        ask.desk().begin(ask.works(), deed, query, number(parameter("sure")));
        return new Answer(null, "/work");
    }

    private boolean isSure() {
        return request.getParameter("sure") != null;
    }

    private static long number(String sure) {
        try {
            return Math.max(0, Math.min(Desk.MOST_COUNTED, Long.parseLong(sure)));
        } catch (NumberFormatException unreadable) {
            throw new IllegalArgumentException("the form does not say how many are meant");
        }
    }

    private static Answer told(String page, Query query, Verb verb, int number) {
        String values = query.encoded();
        return new Answer(
                null,
                (page.isEmpty() ? "" : "/" + page) + "?" + (values.isEmpty() ? "" : values + "&") + "told="
                        + verb.word() + "." + number);
    }

    private String parameter(String name) {
        String value = request.getParameter(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("\"" + name + "\" is empty: fill it in");
        }
        return value;
    }

    private String name() {
        return URLDecoder.decode(parameter("name"), StandardCharsets.UTF_8);
    }

    private List<UUID> ids() {
        String[] chosen = request.getParameterValues("id");
        if (chosen == null || chosen.length == 0) {
            throw new IllegalArgumentException("no event is chosen: go back, and mark those that are meant");
        }
        if (chosen.length > MOST_CHOSEN) {
            throw new IllegalArgumentException("more than " + MOST_CHOSEN + " events are chosen");
        }
        List<UUID> ids = new ArrayList<>();
        for (String id : chosen) {
            ids.add(Query.id(id));
        }
        return ids;
    }
}
