package io.onevent.console;

import io.onevent.internal.view.OperatorsView.Deed;
import java.util.List;
import java.util.UUID;

/** Asks whether it is meant, and names the number. */
final class ConfirmPage {

    private ConfirmPage() {}

    /** For events that were chosen one by one. */
    static String chosen(Ask ask, Verb verb, Query query, List<UUID> ids) {
        Sheet sheet = begin(ask, verb, Shown.events(ids.size()));
        sheet.html.open(Tag.UL);
        for (UUID id : ids) {
            sheet.html.open(Tag.LI).element(Tag.CODE, id.toString()).close();
        }
        sheet.html.close();
        sheet.form(null, query, "acts");
        ids.forEach(id -> sheet.hidden("id", id.toString()));
        return end(sheet, verb, "chosen", ids.size(), Shown.events(ids.size()), query);
    }

    /** For all that match. */
    static String all(Ask ask, Verb verb, Query query, long number) {
        boolean isKnown = number < Desk.MOST_COUNTED;
        String many = isKnown ? Shown.events(number) : "more than " + Shown.events(Desk.MOST_COUNTED - 1);
        Sheet sheet = begin(ask, verb, many);
        sheet.html.open(Tag.DL);
        sheet.describe("Which", query.words());
        sheet.html.close();
        sheet.html.element(
                Tag.P,
                "soft",
                "It is done some at a time, each part in a transaction of its own; you see how far it is, can leave, and"
                        + " can stop it. What comes to match after it has begun is left.");
        sheet.form(null, query, "acts");
        return end(sheet, verb, "all", number, many, query);
    }

    private static Sheet begin(Ask ask, Verb verb, String many) {
        Sheet sheet = new Sheet(ask, Verb.page(verb.deed), Verb.words(verb.deed) + " " + many + "?");
        sheet.html.element(Tag.P, consequence(verb.deed));
        return sheet;
    }

    private static String end(Sheet sheet, Verb verb, String scope, long number, String many, Query query) {
        sheet.hidden("sure", String.valueOf(number));
        boolean isGrave = verb.deed == Deed.DISCARD || verb.deed == Deed.CANCEL || verb.deed == Deed.FORGET;
        sheet.button(verb, scope, Verb.words(verb.deed) + " " + many, null, isGrave);
        sheet.html.text(" ");
        sheet.link(sheet.address(Verb.page(verb.deed), query), "No, go back");
        return sheet.endForm().end();
    }

    private static String consequence(Deed deed) {
        return switch (deed) {
            case CANCEL -> "They are gone as if they had not been published; what runs is superseded.";
            case REPLAY -> "They are moved back and run again, due at once, with all their retries.";
            case DISCARD -> "They are deleted for good.";
            case RESTORE -> "They are moved back and run again, also those effects that their first run committed.";
            case FORGET -> "They are deleted before they would be cleaned.";
        };
    }
}
