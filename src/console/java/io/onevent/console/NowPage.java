package io.onevent.console;

import io.onevent.QueueStatus;
import io.onevent.internal.view.OperatorsView.Figures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** How the queue is now, name by name, and what holds it back. Three statements, and the last sample. */
final class NowPage {

    /** So many names in a line are enough. */
    private static final int MOST_TOLD = 5;

    private static final int WIDTH = 120;
    private static final int HEIGHT = 24;

    /** By what the names can be put in order, the largest first. */
    private enum Sort {
        WAITING,
        OLDEST,
        RUNNING,
        DEAD,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Null for the order of the names themselves. */
        static Sort of(String word) {
            return Arrays.stream(values())
                    .filter(each -> each.word().equals(word))
                    .findAny()
                    .orElse(null);
        }
    }

    private final Ask ask;
    private final Figures figures;
    private final QueueStatus status;
    private final Instant now;
    private final Sheet sheet;
    private final Html html;
    private final boolean acts;
    private final Sort sort;

    NowPage(Ask ask) {
        this.ask = ask;
        figures = ask.desk().figures();
        status = figures.status();
        now = status.sampled();
        sheet = new Sheet(ask, "", "Now");
        html = sheet.html;
        acts = ask.desk().may(Right.OPERATE);
        sort = Sort.of(ask.parameter().apply("sort"));
    }

    String html() {
        html.open(Tag.DIV).att(Att.DATA_LIVE, ask.base() + (sort == null ? "" : "?sort=" + sort.word()));
        totals();
        holds();
        names();
        html.close();
        return sheet.end();
    }

    private void totals() {
        long waiting = 0;
        long running = 0;
        long dead = 0;
        for (QueueStatus.Name name : status.names()) {
            waiting += name.waiting();
            running += name.running();
            dead += name.dead();
        }
        html.open(Tag.UL).att(Att.CLASS, "totals");
        total("waiting", waiting, "waiting");
        total("running", running, null);
        total("dead", dead, "dead");
        int gone = ask.lastHour().gone(figures).size();
        total(
                (status.instances().size() == 1 ? "instance" : "instances")
                        + (gone == 0 ? "" : ", " + gone + " gone in the last hour"),
                status.instances().size(),
                "instances");
        total(
                status.blockedGroups().size() == 1 ? "group that stands still" : "groups that stand still",
                status.blockedGroups().size(),
                "groups");
        html.close();
        html.open(Tag.P).att(Att.CLASS, "sampled").text("As sampled ");
        // Near enough for how old the sample is, without asking the database.
        sheet.time(status.sampled(), Instant.now());
        html.text("; figures of the whole queue, equal on all instances but for “oldest” and those marked “here”.")
                .close();
    }

    private void total(String what, long number, String page) {
        html.open(Tag.LI);
        if (page != null) {
            html.open(Tag.A).att(Att.HREF, ask.base() + "/" + page);
        }
        html.element(Tag.STRONG, Shown.number(number)).text(" " + what);
        if (page != null) {
            html.close();
        }
        html.close();
    }

    private void holds() {
        html.open(Tag.SECTION).att(Att.ARIA_LABELLEDBY, "holds");
        html.open(Tag.H2).att(Att.ID, "holds").text("What holds it back").close();
        List<Runnable> reasons = new ArrayList<>();
        if (status.paused()) {
            reasons.add(() -> html.text("All names are paused: nothing starts on any instance until it is resumed."));
        }
        status.pausedNames().stream().limit(MOST_TOLD).forEach(each -> reasons.add(() -> paused(each)));
        if (status.pausedNames().size() > MOST_TOLD) {
            reasons.add(() ->
                    html.text(Shown.number(status.pausedNames().size() - MOST_TOLD) + " other names are paused, too."));
        }
        List<QueueStatus.Name> unhandled =
                status.names().stream().filter(name -> name.unhandled() > 0).toList();
        if (!unhandled.isEmpty()) {
            reasons.add(() -> unhandled(unhandled));
        }
        if (!status.blockedGroups().isEmpty()) {
            reasons.add(() -> sheet.link(
                    ask.base() + "/groups",
                    status.blockedGroups().size() == 1
                            ? "1 group stands still"
                            : Shown.number(status.blockedGroups().size()) + " groups stand still"));
        }
        if (status.instances().isEmpty()) {
            reasons.add(() -> html.text("No instance handles events: start one, or look at its log."));
        }
        ask.desk()
                .obstacles()
                .forEach((what, why) -> reasons.add(() -> html.text("This instance, " + what + ": " + why)));
        if (reasons.isEmpty()) {
            html.open(Tag.P).att(Att.CLASS, "calm");
            sheet.state("good", "●", "Nothing.");
            html.close();
        } else {
            html.open(Tag.UL).att(Att.CLASS, "reasons");
            for (Runnable reason : reasons) {
                html.open(Tag.LI);
                reason.run();
                html.close();
            }
            html.close();
        }
        if (acts) {
            sheet.form(null, Query.none(), "inline");
            if (status.paused()) {
                sheet.button(Verb.RESUME, "all", "Resume all names", null, false);
            } else {
                sheet.button(Verb.PAUSE, "all", "Pause all names", null, false);
            }
            sheet.endForm();
        }
        html.close();
    }

    private void unhandled(List<QueueStatus.Name> names) {
        html.text("No live instance has a handler for ");
        for (int i = 0; i < Math.min(MOST_TOLD, names.size()); i++) {
            html.text(i == 0 ? "" : ", ").foreign(names.get(i).name());
        }
        if (names.size() > MOST_TOLD) {
            html.text(" and " + Shown.number(names.size() - MOST_TOLD) + " other names");
        }
        html.text(": what is published under "
                + (names.size() == 1 ? "it" : "them")
                + " waits. Deploy an application that has one, or look for a slip of the pen.");
    }

    private void paused(QueueStatus.PausedName paused) {
        html.foreign(paused.name()).text(" is paused since ");
        sheet.time(paused.since(), now);
        if (paused.broke()) {
            html.text(" because its runs failed; one is tried as a probe ");
            sheet.time(paused.until(), now);
            html.text(". Mend the cause.");
        } else if (paused.until() == null) {
            html.text(" until somebody resumes it.");
        } else {
            html.text(" and goes on ");
            sheet.time(paused.until(), now);
            html.text(".");
        }
    }

    private void names() {
        html.open(Tag.SECTION).att(Att.ARIA_LABELLEDBY, "names");
        html.open(Tag.H2).att(Att.ID, "names").text("Names").close();
        if (status.names().isEmpty()) {
            sheet.empty("No name is handled and no event is stored. Publish one, or deploy an application with an"
                    + " @OnEvent method.");
        } else {
            Map<String, QueueStatus.PausedName> paused = new HashMap<>();
            status.pausedNames().forEach(each -> paused.put(each.name(), each));
            sheet.table("Events by name");
            heads();
            html.open(Tag.TBODY);
            ordered().forEach(name -> name(name, paused.get(name.name())));
            html.close();
            sheet.endTable();
        }
        html.close();
    }

    private void heads() {
        html.open(Tag.THEAD).open(Tag.TR);
        head("Name", null, false);
        plain("State");
        head("Waiting", Sort.WAITING, true);
        head("Oldest", Sort.OLDEST, true);
        head("Running", Sort.RUNNING, true);
        head("Dead", Sort.DEAD, true);
        html.open(Tag.TH).att(Att.SCOPE, "col").att(Att.CLASS, "number");
        html.text("Processed/min here").close();
        head("Failed/min here", Sort.FAILED, true);
        plain("Waiting, last hour");
        if (acts) {
            plain("Act");
        }
        html.close().close();
    }

    private void plain(String text) {
        html.open(Tag.TH).att(Att.SCOPE, "col").text(text).close();
    }

    /** One that puts the names in the order of its column. */
    private void head(String text, Sort by, boolean isNumber) {
        html.open(Tag.TH).att(Att.SCOPE, "col").att(Att.CLASS, isNumber ? "number" : null);
        html.att(Att.ARIA_SORT, by != sort ? null : by == null ? "ascending" : "descending");
        html.open(Tag.A)
                .att(Att.HREF, ask.base() + (by == null ? "" : "?sort=" + by.word()))
                .text(text)
                .close();
        html.close();
    }

    private List<QueueStatus.Name> ordered() {
        if (sort == null) {
            return status.names();
        }
        Comparator<QueueStatus.Name> order =
                switch (sort) {
                    case WAITING -> Comparator.comparingLong(QueueStatus.Name::waiting)
                            .reversed();
                    case RUNNING -> Comparator.comparingLong(QueueStatus.Name::running)
                            .reversed();
                    case DEAD -> Comparator.comparingLong(QueueStatus.Name::dead)
                            .reversed();
                    case OLDEST -> Comparator.comparing(
                            QueueStatus.Name::oldestWaiting, Comparator.nullsLast(Comparator.naturalOrder()));
                    case FAILED -> Comparator.comparingDouble(
                                    (QueueStatus.Name name) -> ask.lastHour().failed(name.name(), figures))
                            .reversed();
                };
        return status.names().stream().sorted(order).toList();
    }

    private void name(QueueStatus.Name name, QueueStatus.PausedName paused) {
        html.open(Tag.TR);
        html.open(Tag.TH).att(Att.SCOPE, "row").att(Att.CLASS, "name");
        sheet.link(sheet.address("waiting", Query.none().with("name", name.name())), name.name());
        html.close();
        html.open(Tag.TD);
        if (paused != null && paused.broke()) {
            sheet.state("bad", "◆", "broken off");
        } else if (paused != null || status.paused()) {
            sheet.state("warn", "‖", "paused");
        } else if (name.unhandled() > 0) {
            sheet.state("bad", "▲", "unhandled");
        } else if (name.running() > 0) {
            sheet.state("good", "●", "running");
        } else if (name.oldestWaiting() != null) {
            sheet.state("plain", "◐", "due");
        } else {
            sheet.state("plain", "○", name.waiting() > 0 ? "not due" : "idle");
        }
        html.close();
        sheet.number(Shown.count(name.waiting(), QueueStatus.MOST_COUNTED));
        sheet.time("number", name.oldestWaiting(), now);
        sheet.number(Shown.number(name.running()));
        html.open(Tag.TD).att(Att.CLASS, name.dead() > 0 ? "number bad" : "number");
        if (name.dead() > 0) {
            sheet.link(
                    sheet.address("dead", Query.none().with("name", name.name())),
                    Shown.count(name.dead(), QueueStatus.MOST_COUNTED));
        } else {
            html.text("0");
        }
        html.close();
        sheet.number(Shown.rate(ask.lastHour().processed(name.name(), figures)));
        sheet.number(Shown.rate(ask.lastHour().failed(name.name(), figures)));
        html.open(Tag.TD);
        line(ask.lastHour().waiting(name.name(), figures));
        html.close();
        if (acts) {
            html.open(Tag.TD);
            sheet.form(null, Query.none(), "inline").hiddenName(name.name());
            if (paused == null) {
                sheet.button(Verb.PAUSE, "one", "Pause", "Pause " + name.name(), false);
            } else {
                sheet.button(Verb.RESUME, "one", "Resume", "Resume " + name.name(), false);
            }
            sheet.endForm();
            html.close();
        }
        html.close();
    }

    /** How many waited, from the left to the right; what it shows is also said. */
    private void line(List<Long> waiting) {
        if (waiting.size() < 2) {
            html.element(Tag.SPAN, "soft", "–");
            return;
        }
        long most =
                Math.max(1, waiting.stream().mapToLong(Long::longValue).max().orElse(1));
        StringJoiner points = new StringJoiner(" ");
        int first = LastHour.MINUTES - waiting.size();
        for (int i = 0; i < waiting.size(); i++) {
            long x = (long) (first + i) * WIDTH / (LastHour.MINUTES - 1);
            long y = HEIGHT - 1 - waiting.get(i) * (HEIGHT - 2) / most;
            points.add(x + "," + y);
        }
        html.open(Tag.SVG)
                .att(Att.CLASS, "line")
                .att(Att.VIEWBOX, "0 0 " + WIDTH + " " + HEIGHT)
                .att(Att.PRESERVEASPECTRATIO, "none")
                .att(Att.ROLE, "img")
                .att(
                        Att.ARIA_LABEL,
                        "waiting in the last hour: " + Shown.number(waiting.get(0)) + " at first, "
                                + Shown.number(most) + " at most, "
                                + Shown.number(waiting.get(waiting.size() - 1)) + " now");
        html.open(Tag.POLYLINE).att(Att.POINTS, points.toString()).close().close();
    }
}
