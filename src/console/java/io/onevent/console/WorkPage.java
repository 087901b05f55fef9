package io.onevent.console;

import java.time.Instant;
import java.util.List;

/** What is being done to many events, and how far it is. Costs no statement. */
final class WorkPage {

    private static final int AGAIN_SECONDS = 2;

    private WorkPage() {}

    static String html(Ask ask) {
        List<Work> works = ask.desk().works(ask.works());
        boolean isAny = works.stream().anyMatch(work -> work.state() == Work.State.RUNNING);
        Sheet sheet = new Sheet(ask, "work", "Work", isAny ? AGAIN_SECONDS : 0);
        Html html = sheet.html;
        if (works.isEmpty()) {
            return sheet.empty("Nothing is being done to many events on this instance. What was done is in the audit.")
                    .end();
        }
        if (isAny) {
            html.element(Tag.P, "soft", "You can leave this page: it goes on, on the instance that shows it.");
        }
        Instant now = Instant.now();
        boolean acts = ask.desk().may(Right.OPERATE);
        sheet.table("Works of this instance since its start, the latest first");
        sheet.heads("Begun", "By", "What", "Which", "State", "Progress", acts ? "Act" : null);
        html.open(Tag.TBODY);
        for (Work work : works) {
            row(sheet, work, now, acts);
        }
        html.close();
        return sheet.endTable().end();
    }

    private static void row(Sheet sheet, Work work, Instant now, boolean acts) {
        Html html = sheet.html;
        html.open(Tag.TR);
        sheet.time(null, work.begun(), now).name(work.who());
        html.element(Tag.TD, Verb.words(work.deed()));
        sheet.name(work.query().words());
        html.open(Tag.TD);
        switch (work.state()) {
            case RUNNING -> sheet.state("good", "●", "running");
            case DONE -> sheet.state("good", "✓", "done");
            case STOPPED -> sheet.state("warn", "‖", "stopped");
            case FAILED -> {
                sheet.state("bad", "■", "failed: ");
                html.foreign(work.why());
            }
        }
        html.close().open(Tag.TD);
        boolean isKnown = work.number() < Desk.MOST_COUNTED;
        if (isKnown) {
            html.open(Tag.PROGRESS)
                    .att(Att.MAX, Math.max(1, work.number()))
                    .att(Att.VALUE, work.done())
                    .att(Att.ARIA_LABEL, "progress")
                    .close();
        }
        html.text(" " + Shown.number(work.done()) + " of "
                + (isKnown ? Shown.number(work.number()) : "more than " + Shown.number(Desk.MOST_COUNTED - 1)));
        html.close();
        if (acts) {
            html.open(Tag.TD);
            if (work.state() == Work.State.RUNNING) {
                sheet.form(null, Query.none(), "inline").hidden("id", work.id().toString());
                sheet.button(Verb.STOP, "one", "Stop", null, true).endForm();
            }
            html.close();
        }
        html.close();
    }
}
