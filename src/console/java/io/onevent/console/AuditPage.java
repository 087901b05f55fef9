package io.onevent.console;

import io.onevent.internal.view.OperatorsView.Noted;
import java.time.Instant;
import java.util.List;

/** Who did what when. Two statements. */
final class AuditPage {

    private AuditPage() {}

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
        for (Noted deed : noted.subList(0, Math.min(Query.ROWS, noted.size()))) {
            html.open(Tag.TR);
            sheet.time(null, deed.at(), now).name(deed.who() == null ? "–" : deed.who());
            html.element(Tag.TD, deed.deed());
            sheet.number(deed.events() == null ? "" : Shown.number(deed.events()));
            html.open(Tag.TD).att(Att.CLASS, "message").foreign(deed.what()).close();
            html.close();
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
