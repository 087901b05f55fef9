package io.onevent.console;

import io.onevent.internal.view.OperatorsView.Noted;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Who did what when. Two statements. */
final class AuditPage {

    private AuditPage() {}

    /** Whether two rows are parts of what was done to all that matched, which is one line. */
    private static boolean isPartOf(Noted deed, Noted other) {
        return deed.events() != null
                && other.events() != null
                && deed.deed().equals(other.deed())
                && Objects.equals(deed.who(), other.who())
                && rest(deed).contains(" (all of: ")
                && rest(deed).equals(rest(other));
    }

    /** What was done, without its number. */
    private static String rest(Noted deed) {
        return deed.what().replaceFirst("^\\d+", "");
    }

    static String html(Ask ask) {
        String before = ask.parameter().apply("before");
        List<Noted> noted = ask.desk().audit(before == null ? null : Query.id(before));
        Sheet sheet = new Sheet(ask, "audit", "Audit");
        if (noted.isEmpty()) {
            return sheet.empty(before == null ? "Nobody has done anything yet." : "There is nothing before that.")
                    .end();
        }
        Instant now = ask.desk().now();
        Html html = sheet.html;
        sheet.table("What was done, the latest first, here, by JMX and by applications");
        sheet.heads("When", "Who", "Did", "#Events", "What");
        html.open(Tag.TBODY);
        List<Noted> shown = noted.subList(0, Math.min(Query.ROWS, noted.size()));
        for (int i = 0; i < shown.size(); ) {
            Noted deed = shown.get(i);
            int parts = 1;
            long events = deed.events() == null ? 0 : deed.events();
            while (i + parts < shown.size() && isPartOf(deed, shown.get(i + parts))) {
                events += shown.get(i + parts++).events();
            }
            html.open(Tag.TR);
            sheet.time(null, deed.at(), now).name(deed.who() == null ? "–" : deed.who());
            html.element(Tag.TD, deed.deed());
            sheet.number(deed.events() == null ? "" : Shown.number(events));
            html.open(Tag.TD).att(Att.CLASS, "message");
            html.foreign(parts == 1 ? deed.what() : Shown.number(events) + rest(deed));
            html.text(parts == 1 ? "" : ", in " + parts + " parts").close();
            html.close();
            i += parts;
        }
        html.close();
        sheet.endTable();
        if (noted.size() > Query.ROWS) {
            html.open(Tag.NAV).att(Att.CLASS, "pages").att(Att.ARIA_LABEL, "Parts of the list");
            sheet.link(ask.base() + "/audit?before=" + noted.get(Query.ROWS - 1).id(), "earlier →");
            html.close();
        }
        return sheet.end();
    }
}
