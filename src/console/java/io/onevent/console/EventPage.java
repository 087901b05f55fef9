package io.onevent.console;

import io.onevent.DeadEvent;
import io.onevent.Explanation;
import io.onevent.ProcessedEvent;
import io.onevent.Reason;
import io.onevent.StoredEvent;
import io.onevent.WaitingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** One event, wherever it is: why it waits or what became of it, its group, its error, its payload. Ten statements at most. */
final class EventPage {

    private static final int MOST_SHOWN = 20_000;

    private final Ask ask;
    private final UUID id;
    private final WaitingEvent waiting;
    private final DeadEvent dead;
    private final ProcessedEvent processed;
    private final Sheet sheet;
    private final Html html;
    private final Instant now;

    EventPage(Ask ask) {
        this.ask = ask;
        id = Query.id(ask.parameter().apply("id"));
        now = ask.desk().now();
        Object found = ask.desk().find(id, now);
        waiting = found instanceof WaitingEvent event ? event : null;
        dead = found instanceof DeadEvent event ? event : null;
        processed = found instanceof ProcessedEvent event ? event : null;
        sheet = new Sheet(ask, "event", "Event");
        html = sheet.html;
    }

    boolean isKnown() {
        return event() != null;
    }

    String html() {
        Explanation explanation = ask.desk().explain(id);
        sheet.note(isKnown() ? "plain" : "warn", capital(explanation.text()) + ".");
        StoredEvent event = event();
        if (event == null) {
            html.open(Tag.P).element(Tag.CODE, id.toString()).close();
            return sheet.end();
        }
        if (explanation.by() != null && explanation.answer() == Explanation.Answer.BEHIND) {
            html.open(Tag.P).text("What keeps it: event ");
            sheet.event(explanation.by());
            html.close();
        }
        html.open(Tag.DL);
        state();
        sheet.describe(event, now);
        if (waiting != null) {
            sheet.describe("Due", waiting.dueAt(), now);
        }
        if (processed != null) {
            sheet.describe("Processed", processed.processedDate(), now);
        }
        html.close();
        acts();
        if (dead != null) {
            error();
        }
        headers(event);
        payload(event);
        if (event.group() != null) {
            chain(event.group());
        }
        return sheet.end();
    }

    private StoredEvent event() {
        if (waiting != null) {
            return waiting.event();
        }
        if (dead != null) {
            return dead.event();
        }
        return processed == null ? null : processed.event();
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void state() {
        html.element(Tag.DT, "State").open(Tag.DD);
        if (waiting != null) {
            WaitingPage.state(sheet, waiting.state());
        } else if (dead != null) {
            DeadPage.reason(sheet, dead.reason());
        } else {
            sheet.state("good", "✓", "processed");
        }
        html.close();
    }

    private void acts() {
        if (!ask.desk().may(Right.OPERATE)) {
            return;
        }
        sheet.form(null, Query.none(), "acts").hidden("id", id.toString());
        if (waiting != null) {
            sheet.button(Verb.RUN_NOW, "one", "Run now", null, false);
            sheet.field("due", "until", "datetime-local", null);
            sheet.button(Verb.RESCHEDULE, "one", "Put off", null, false);
            sheet.button(Verb.CANCEL, "one", "Cancel …", null, true);
        } else if (dead != null) {
            sheet.button(Verb.REPLAY, "one", "Replay …", null, false);
            sheet.button(Verb.DISCARD, "one", "Discard …", null, true);
        } else {
            sheet.button(Verb.RESTORE, "one", "Restore …", null, false);
            sheet.button(Verb.FORGET, "one", "Delete …", null, true);
        }
        sheet.endForm();
    }

    private void error() {
        html.open(Tag.SECTION).element(Tag.H2, "Error").open(Tag.DL);
        if (dead.errorClass() != null) {
            html.element(Tag.DT, "Class").open(Tag.DD);
            sheet.error(dead.errorClass(), dead.errorClass());
            html.close();
        }
        sheet.describe("Message", dead.message());
        sheet.describe("First failure", dead.firstFailure(), now).describe("Died", dead.lastFailure(), now);
        html.close();
        if (dead.reason() != Reason.UNREADABLE || ask.desk().may(Right.PAYLOAD)) {
            block("Stack trace", dead.stackTrace());
        } else {
            notYours("The stack trace quotes the payload: only");
        }
        html.close();
    }

    /** What may be long: all of it, in a frame of its own, up to a bound. */
    private void block(String what, String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        html.open(Tag.PRE).att(Att.TABINDEX, 0).att(Att.ROLE, "region").att(Att.ARIA_LABEL, what);
        html.text(text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) : text)
                .close();
        if (text.length() > MOST_SHOWN) {
            html.element(
                    Tag.P,
                    "soft",
                    "The first " + Shown.number(MOST_SHOWN) + " of " + Shown.number(text.length()) + " characters.");
        }
    }

    private void headers(StoredEvent event) {
        if (event.headers().isEmpty()) {
            return;
        }
        html.open(Tag.SECTION).element(Tag.H2, "Headers").open(Tag.DL);
        String parent = event.headers().get("traceparent");
        if (parent != null && parent.matches("[0-9a-f]{2}-[0-9a-f]{32}-.*")) {
            sheet.describe("Trace id", parent.substring(3, 35));
        }
        event.headers().forEach(sheet::describe);
        html.close().close();
    }

    private void notYours(String only) {
        html.element(Tag.P, "soft", only + " for those who may see payloads (onevent.console.role.payload).");
    }

    private void payload(StoredEvent event) {
        html.open(Tag.SECTION).element(Tag.H2, "Payload");
        if (!ask.desk().may(Right.PAYLOAD)) {
            notYours("Only");
        } else if (event.payload() == null) {
            html.element(Tag.P, "soft", "None.");
        } else {
            block("Payload", event.payload());
        }
        html.close();
    }

    private void chain(String group) {
        List<WaitingEvent> chain = ask.desk().chain(group);
        html.open(Tag.SECTION).element(Tag.H2, "Its group");
        if (chain.isEmpty()) {
            sheet.empty("Nothing of the group waits.");
        } else {
            sheet.table("The first events of the group that wait, in their order");
            sheet.heads("Event", "Name", "Due", "Which");
            html.open(Tag.TBODY);
            for (WaitingEvent link : chain) {
                html.open(Tag.TR).open(Tag.TD);
                sheet.event(link.event().id());
                html.close();
                sheet.name(link.event().name()).time(null, link.dueAt(), now);
                html.element(Tag.TD, link.event().id().equals(id) ? "this one" : "")
                        .close();
            }
            html.close();
            sheet.endTable();
        }
        html.close();
    }
}
