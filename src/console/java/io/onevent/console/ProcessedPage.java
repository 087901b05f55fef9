package io.onevent.console;

import io.onevent.ProcessedEvent;
import io.onevent.ProcessedFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Processed events that are kept: how they fared, a list with filters, restore. Five statements. */
final class ProcessedPage {

    /** The figures read all events that ended within it. */
    private static final Duration LATELY = Duration.ofMinutes(15);

    private static final String FORM = "chosen";

    private ProcessedPage() {}

    static String html(Ask ask) {
        Query query = ask.query();
        Sheet sheet = new Sheet(ask, "processed", "Processed");
        Html html = sheet.html;
        sheet.filter("processed", query).endFilter("processed", query, "Processed from", "to");
        List<ProcessedEvent> events = ask.desk().processed(query);
        if (!query.narrows() && query.page() == 1) {
            figures(sheet, ask.desk().figures(LATELY));
        }
        if (events.isEmpty()) {
            return sheet.empty(
                            query.narrows()
                                    ? "No processed event that is kept matches."
                                    : "No processed event is kept. Set onevent.keep-processed, or"
                                            + " onevent.event.<name>.keep-processed, to keep them for a while.")
                    .end();
        }
        Instant now = ask.desk().now();
        boolean acts = ask.desk().may(Right.OPERATE);
        sheet.table("Processed events that are kept, the latest first");
        sheet.heads(acts ? "Choose" : null, "Event", "Name", "Processed", "Published", "#Retries", "Group", "Key");
        html.open(Tag.TBODY);
        for (ProcessedEvent processed : events.subList(0, Math.min(Query.ROWS, events.size()))) {
            var event = processed.event();
            html.open(Tag.TR);
            if (acts) {
                sheet.choice(FORM, event.id(), event.name());
            }
            html.open(Tag.TD);
            sheet.event(event.id());
            html.close();
            sheet.name(event.name()).time(null, processed.processedDate(), now).time(null, event.createDate(), now);
            sheet.number(Shown.number(event.retry())).name(event.group()).name(event.key());
            html.close();
        }
        html.close();
        sheet.endTable();
        sheet.pages("processed", query, events.size() > Query.ROWS);
        if (acts) {
            sheet.form(FORM, query.with("page", null), "acts");
            html.element(Tag.H2, "Act");
            sheet.button(Verb.RESTORE, "chosen", "Restore the chosen …", null, false);
            sheet.button(Verb.RESTORE, "all", "Restore all that match …", null, false);
            sheet.button(Verb.FORGET, "chosen", "Delete the chosen …", null, true);
            sheet.button(Verb.FORGET, "all", "Delete all that match …", null, true);
            sheet.endForm();
        }
        return sheet.end();
    }

    private static void figures(Sheet sheet, List<ProcessedFigure> figures) {
        if (figures.isEmpty()) {
            return;
        }
        sheet.table("The last " + LATELY.toMinutes() + " minutes");
        sheet.heads("Name", "#Processed", "#Mean delay", "#Largest delay", "#Mean run", "#Largest run");
        sheet.html.open(Tag.TBODY);
        for (ProcessedFigure figure : figures) {
            sheet.html.open(Tag.TR).open(Tag.TH).att(Att.SCOPE, "row").att(Att.CLASS, "name");
            sheet.html.foreign(figure.name()).close();
            sheet.number(Shown.number(figure.count()))
                    .number(Shown.span(figure.meanDelay()))
                    .number(Shown.span(figure.largestDelay()))
                    .number(Shown.span(figure.meanRun()))
                    .number(Shown.span(figure.largestRun()));
            sheet.html.close();
        }
        sheet.html.close();
        sheet.endTable();
    }
}
