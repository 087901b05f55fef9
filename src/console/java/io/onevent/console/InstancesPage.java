package io.onevent.console;

import io.onevent.QueueStatus;
import io.onevent.internal.view.OperatorsView.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** The live instances. Three statements. */
final class InstancesPage {

    private InstancesPage() {}

    static String html(Ask ask) {
        List<Live> instances = ask.desk().instances();
        Instant now = ask.desk().now();
        Sheet sheet = new Sheet(ask, "instances", "Instances");
        if (instances.isEmpty()) {
            sheet.empty("No instance handles events. Start one whose onevent.enabled is true and that has"
                    + " @OnEvent methods, or look at the log of one that should.");
        } else {
            live(sheet, instances, now);
        }
        gone(sheet, ask.lastHour().gone(ask.desk().figures()), now);
        return sheet.end();
    }

    private static void live(Sheet sheet, List<Live> instances, Instant now) {
        Html html = sheet.html;
        sheet.table("Live instances, the oldest first");
        sheet.heads("Instance", "Application", "Version", "Alive since", "Lease", "#Running", "#Threads", "Names");
        html.open(Tag.TBODY);
        for (Live instance : instances) {
            html.open(Tag.TR).open(Tag.TH).att(Att.SCOPE, "row");
            id(html, instance.id());
            html.close();
            sheet.name(instance.application()).name(instance.version() == null ? "?" : instance.version());
            sheet.time(null, instance.aliveSince(), now);
            html.open(Tag.TD);
            lease(sheet, instance.leaseUntil(), now);
            html.close();
            sheet.number(Shown.number(instance.running().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum()));
            sheet.number(instance.threads() == null ? "?" : Shown.number(instance.threads()));
            html.open(Tag.TD);
            names(sheet, instance);
            html.close().close();
        }
        html.close();
        sheet.endTable();
    }

    /** What this console's instance has seen go. */
    private static void gone(Sheet sheet, List<LastHour.Last> gone, Instant now) {
        if (gone.isEmpty()) {
            return;
        }
        Html html = sheet.html;
        html.element(Tag.H2, "Gone in the last hour");
        html.element(
                Tag.P,
                "soft",
                "Stopped by somebody, or lost: its server is down, or stood still for too long and is back under another id. Others have taken over what it held.");
        sheet.table("Instances that were live in the last hour, the one that went last first");
        sheet.heads("Instance", "Application", "State", "Seen last", "Alive since", "#Ran then", "Led");
        html.open(Tag.TBODY);
        for (LastHour.Last last : gone) {
            QueueStatus.Instance instance = last.instance();
            html.open(Tag.TR).open(Tag.TH).att(Att.SCOPE, "row");
            id(html, instance.id());
            html.close();
            sheet.name(instance.application());
            html.open(Tag.TD);
            sheet.state("bad", "▲", "gone");
            html.close();
            sheet.time(null, last.seen(), now).time(null, instance.aliveSince(), now);
            sheet.number(Shown.number(instance.running()));
            sheet.name(String.join(", ", new TreeSet<>(instance.leads())));
            html.close();
        }
        html.close();
        sheet.endTable();
    }

    private static void id(Html html, UUID id) {
        html.open(Tag.CODE)
                .att(Att.TITLE, id.toString())
                .text(id.toString().substring(24))
                .close();
    }

    private static void lease(Sheet sheet, Instant until, Instant now) {
        if (until == null) {
            sheet.state("bad", "▲", "unknown");
        } else if (until.isBefore(now)) {
            sheet.state("bad", "▲", "ran out ");
            sheet.time(until, now);
        } else {
            sheet.state("good", "●", Shown.span(Duration.between(now, until)) + " left");
        }
    }

    private static void names(Sheet sheet, Live instance) {
        Html html = sheet.html;
        html.open(Tag.DETAILS).element(Tag.SUMMARY, instance.running().size() + " handled");
        html.open(Tag.UL);
        for (Map.Entry<String, Integer> name : instance.running().entrySet()) {
            html.open(Tag.LI).foreign(name.getKey());
            String says = (name.getValue() > 0 ? " · runs " + Shown.number(name.getValue()) : "")
                    + (instance.leads().contains(name.getKey()) ? " · led here" : "");
            html.text(says).close();
        }
        html.close().close();
    }
}
