package io.onevent.console;

import io.onevent.QueueStatus;
import java.time.Instant;

/** Groups that stand still: by whom, since when, how many are behind. Two statements, and the last sample. */
final class GroupsPage {

    private GroupsPage() {}

    static String html(Ask ask) {
        QueueStatus status = ask.desk().figures().status();
        Instant now = status.sampled();
        Sheet sheet = new Sheet(ask, "groups", "Groups");
        Html html = sheet.html;
        html.open(Tag.FORM)
                .att(Att.METHOD, "get")
                .att(Att.ACTION, ask.base() + "/waiting")
                .att(Att.CLASS, "filter")
                .att(Att.ROLE, "search")
                .att(Att.ARIA_LABEL, "Look into a group");
        sheet.field("group", "Group", "text", null);
        html.open(Tag.BUTTON).text("What of it waits").close().close();
        if (status.blockedGroups().isEmpty()) {
            return sheet.empty("No group stands still. A group does so while its first event waits for a retry, for its"
                            + " due time, for a handler, or is dead where onevent.group.on-dead is park.")
                    .end();
        }
        sheet.table("Groups that stand still");
        sheet.heads("Group", "Blocked by", "Its name", "Which is", "Since", "#Behind it");
        html.open(Tag.TBODY);
        for (QueueStatus.BlockedGroup group : status.blockedGroups()) {
            html.open(Tag.TR).open(Tag.TH).att(Att.SCOPE, "row").att(Att.CLASS, "name");
            sheet.link(sheet.address("waiting", Query.none().with("group", group.group())), group.group());
            html.close().open(Tag.TD);
            sheet.event(group.by());
            html.close();
            sheet.name(group.name());
            html.open(Tag.TD);
            if (group.dead()) {
                sheet.state("bad", "■", "dead: replay or discard it");
            } else {
                sheet.state("warn", "○", "waiting");
            }
            html.close();
            sheet.time(null, group.since(), now).number(Shown.count(group.behind(), QueueStatus.MOST_COUNTED));
            html.close();
        }
        html.close();
        return sheet.endTable().end();
    }
}
