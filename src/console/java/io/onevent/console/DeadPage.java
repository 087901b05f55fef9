package io.onevent.console;

import io.onevent.DeadEvent;
import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.internal.view.OperatorsView.Deaths;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Dead events: how many of each kind, a list with filters, replay and discard. Six statements. */
final class DeadPage {

    private static final String FORM = "chosen";

    private final Ask ask;
    private final Query query;
    private final Sheet sheet;
    private final Html html;
    private final boolean acts;
    private Instant now;

    DeadPage(Ask ask) {
        this.ask = ask;
        query = ask.query();
        sheet = new Sheet(ask, "dead", "Dead");
        html = sheet.html;
        acts = ask.desk().may(Right.OPERATE);
    }

    String html() {
        sheet.filter("dead", query);
        sheet.choices(
                "reason",
                "Reason",
                query.get("reason"),
                Arrays.stream(Reason.values()).map(Enum::name).toList());
        sheet.field("error", "Error", "text", query.get("error"));
        sheet.endFilter("dead", query, "Died from", "to");
        List<DeadEvent> dead = ask.desk().dead(query);
        now = ask.desk().now();
        if (!query.narrows() && query.page() == 1) {
            kinds(ask.desk().deaths());
            totals(ask.desk().figures().dead());
        }
        if (dead.isEmpty()) {
            sheet.empty(
                    query.narrows()
                            ? "No dead event matches. An error is looked for among the latest "
                                    + Shown.number(Desk.MOST_SEARCHED) + " deaths that the rest leaves."
                            : "Nothing is dead: every event was handled, or still waits.");
        } else {
            list(dead);
        }
        return sheet.end();
    }

    private void kinds(List<Deaths> kinds) {
        if (kinds.isEmpty()) {
            return;
        }
        sheet.table("Kinds among the latest " + Shown.number(Desk.LATEST_DEATHS) + " deaths");
        sheet.heads("Name", "Reason", "Error", "#Deaths", "First", "Last");
        html.open(Tag.TBODY);
        for (Deaths kind : kinds) {
            html.open(Tag.TR).open(Tag.TD).att(Att.CLASS, "name");
            Query same = Query.none()
                    .with("name", kind.name())
                    .with("reason", kind.reason())
                    .with("error", kind.errorClass());
            sheet.link(sheet.address("dead", same), kind.name());
            html.close().open(Tag.TD);
            reason(sheet, kind.reason());
            html.close();
            sheet.errorClass(kind.errorClass()).number(Shown.number(kind.count()));
            sheet.time(null, kind.first(), now).time(null, kind.last(), now);
            html.close();
        }
        html.close();
        sheet.endTable();
    }

    private void totals(Map<String, Map<Reason, Long>> dead) {
        if (dead.values().stream().allMatch(Map::isEmpty)) {
            return;
        }
        html.open(Tag.DETAILS).element(Tag.SUMMARY, "All dead events by name and reason");
        sheet.table("All, as sampled");
        sheet.heads("Name", "Reason", "#Dead");
        html.open(Tag.TBODY);
        dead.forEach((name, reasons) -> reasons.forEach((reason, count) -> {
            html.open(Tag.TR).open(Tag.TD).att(Att.CLASS, "name");
            sheet.link(sheet.address("dead", Query.none().with("name", name).with("reason", reason)), name);
            html.close().open(Tag.TD);
            reason(sheet, reason);
            html.close();
            sheet.number(Shown.count(count, QueueStatus.MOST_COUNTED));
            html.close();
        }));
        html.close();
        sheet.endTable();
        html.close();
    }

    private void list(List<DeadEvent> dead) {
        sheet.table("Dead events, the latest death first");
        sheet.heads(acts ? "Choose" : null, "Event", "Name", "Reason", "Died", "#Retries", "Group", "Error", "Message");
        html.open(Tag.TBODY);
        for (DeadEvent event : dead.subList(0, Math.min(Query.ROWS, dead.size()))) {
            html.open(Tag.TR);
            if (acts) {
                sheet.choice(FORM, event.event().id(), event.event().name());
            }
            html.open(Tag.TD);
            sheet.event(event.event().id());
            html.close();
            sheet.name(event.event().name());
            html.open(Tag.TD);
            reason(sheet, event.reason());
            html.close();
            sheet.time(null, event.lastFailure(), now)
                    .number(Shown.number(event.event().retry()))
                    .name(event.event().group())
                    .errorClass(event.errorClass());
            html.open(Tag.TD)
                    .att(Att.CLASS, "message")
                    .foreign(brief(event.message()))
                    .close();
            html.close();
        }
        html.close();
        sheet.endTable();
        sheet.pages("dead", query, dead.size() > Query.ROWS);
        if (acts) {
            sheet.form(FORM, query.with("page", null), "acts");
            html.element(Tag.H2, "Act");
            sheet.button(Verb.REPLAY, "chosen", "Replay the chosen …", null, false);
            sheet.button(Verb.REPLAY, "all", "Replay all that match …", null, false);
            sheet.button(Verb.DISCARD, "chosen", "Discard the chosen …", null, true);
            sheet.button(Verb.DISCARD, "all", "Discard all that match …", null, true);
            sheet.endForm();
        }
    }

    private static String brief(String message) {
        if (message == null) {
            return "";
        }
        String line = message.strip().split("\\R", 2)[0];
        int most = Math.min(160, line.length());
        int end = most > 0 && Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most;
        return end < line.length() ? line.substring(0, end) + " …" : line;
    }

    static void reason(Sheet sheet, Reason reason) {
        switch (reason) {
            case FAILED -> sheet.state("bad", "■", "failed");
            case REJECTED -> sheet.state("bad", "✕", "rejected");
            case EXPIRED -> sheet.state("warn", "◷", "expired");
            case LOST -> sheet.state("bad", "▲", "lost");
            case UNREADABLE -> sheet.state("bad", "?", "unreadable");
        }
    }
}
