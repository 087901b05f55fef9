package io.onevent.console;

import io.onevent.WaitingEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Events that wait, with filters, and what can be done to them. Two statements. */
final class WaitingPage {

    private static final String FORM = "chosen";

    private WaitingPage() {}

    static String html(Ask ask) {
        Query query = ask.query();
        Sheet sheet = new Sheet(ask, "waiting", "Waiting");
        Html html = sheet.html;
        sheet.filter("waiting", query).field("key", "Key", "text", query.get("key"));
        sheet.choices(
                "state",
                "State",
                query.get("state"),
                Arrays.stream(WaitingEvent.State.values()).map(Enum::name).toList());
        sheet.endFilter("waiting", query, "Published from", "to");
        List<WaitingEvent> events = ask.desk().waiting(query);
        boolean hasMore = events.size() > Query.ROWS;
        if (events.isEmpty()) {
            sheet.empty(
                    query.narrows()
                            ? "No waiting event matches. What state, key or time has is looked for among the first"
                                    + " 10,000 of the name or group."
                            : "Nothing waits: all that was published is handled, or dead.");
            return sheet.end();
        }
        Instant now = ask.desk().now();
        boolean acts = ask.desk().may(Right.OPERATE);
        sheet.table(query.get("group") != null ? "In the order of the group" : order(query));
        sheet.heads(acts ? "Choose" : null, "Event", "Name", "State", "Due", "Published", "#Retries", "Group", "Key");
        html.open(Tag.TBODY);
        for (WaitingEvent event : events.subList(0, Math.min(Query.ROWS, events.size()))) {
            row(sheet, event, now, acts);
        }
        html.close();
        sheet.endTable();
        sheet.pages("waiting", query, hasMore);
        if (acts) {
            sheet.form(FORM, query.with("page", null), "acts");
            html.element(Tag.H2, "Act");
            sheet.button(Verb.RUN_NOW, "chosen", "Run the chosen now", null, false);
            sheet.field("due", "until", "datetime-local", null);
            sheet.button(Verb.RESCHEDULE, "chosen", "Put the chosen off", null, false);
            sheet.button(Verb.CANCEL, "chosen", "Cancel the chosen …", null, true);
            sheet.button(Verb.CANCEL, "all", "Cancel all that match …", null, true);
            sheet.endForm();
        }
        return sheet.end();
    }

    private static String order(Query query) {
        return query.get("name") == null
                ? "In the order of their publishing; a name brings the oldest due first"
                : "The oldest due first";
    }

    private static void row(Sheet sheet, WaitingEvent waiting, Instant now, boolean acts) {
        var event = waiting.event();
        sheet.html.open(Tag.TR);
        if (acts) {
            sheet.choice(FORM, event.id(), event.name());
        }
        sheet.html.open(Tag.TD);
        sheet.event(event.id());
        sheet.html.close();
        sheet.name(event.name());
        sheet.html.open(Tag.TD);
        state(sheet, waiting.state());
        sheet.html.close();
        sheet.time(null, waiting.dueAt(), now).time(null, event.createDate(), now);
        sheet.number(Shown.number(event.retry())).name(event.group()).name(event.key());
        sheet.html.close();
    }

    static void state(Sheet sheet, WaitingEvent.State state) {
        switch (state) {
            case DUE -> sheet.state("good", "◐", "due or running");
            case DELAYED -> sheet.state("plain", "○", "delayed");
            case RETRYING -> sheet.state("warn", "↻", "retrying");
        }
    }
}
