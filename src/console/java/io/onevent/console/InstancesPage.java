package io.onevent.console;

import io.onevent.internal.view.OperatorsView.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The live instances. Three statements. */
final class InstancesPage {

    private InstancesPage() {}

    static String html(Ask ask) {
        List<Live> instances = ask.desk().instances();
        Instant now = ask.desk().now();
        Sheet sheet = new Sheet(ask, "instances", "Instances");
        Html html = sheet.html;
        if (instances.isEmpty()) {
            return sheet.empty("No instance handles events. Start one whose onevent.enabled is true and that has"
                            + " @OnEvent methods, or look at the log of one that should.")
                    .end();
        }
        sheet.table("Live instances, the oldest first");
        sheet.heads("Instance", "Application", "Version", "Alive since", "Lease", "#Running", "#Threads", "Names");
        html.open(Tag.TBODY);
        for (Live instance : instances) {
            html.open(Tag.TR).open(Tag.TH).att(Att.SCOPE, "row");
            html.open(Tag.CODE)
                    .att(Att.TITLE, instance.id().toString())
                    .text(instance.id().toString().substring(24))
                    .close();
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
        return sheet.endTable().end();
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
