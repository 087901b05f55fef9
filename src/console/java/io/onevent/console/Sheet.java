package io.onevent.console;

import io.onevent.StoredEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** A page with its frame, and the pieces of which several pages are made. */
final class Sheet {

    private static final List<String> PAGES =
            List.of("", "waiting", "dead", "groups", "instances", "processed", "work", "audit");

    final Html html = new Html();
    final Ask ask;

    /** @param page its last part of the address, empty for the first page */
    Sheet(Ask ask, String page, String title) {
        this(ask, page, title, 0);
    }

    /** @param again after so many seconds the browser asks again; zero for not at all */
    Sheet(Ask ask, String page, String title, int again) {
        this.ask = ask;
        html.open(Tag.HTML).att(Att.LANG, "en").open(Tag.HEAD);
        html.open(Tag.META).att(Att.CHARSET, "utf-8").close();
        html.open(Tag.META)
                .att(Att.NAME, "viewport")
                .att(Att.CONTENT, "width=device-width, initial-scale=1")
                .close();
        if (again > 0) {
            html.open(Tag.META)
                    .att(Att.HTTP_EQUIV, "refresh")
                    .att(Att.CONTENT, again)
                    .close();
        }
        html.element(Tag.TITLE, title + " · OnEvent" + (ask.application().isEmpty() ? "" : " · " + ask.application()));
        html.open(Tag.LINK)
                .att(Att.REL, "stylesheet")
                .att(Att.HREF, ask.base() + "/console.css")
                .close();
        html.open(Tag.SCRIPT)
                .att(Att.SRC, ask.base() + "/console.js")
                .flag(Att.DEFER, true)
                .close();
        html.close().open(Tag.BODY);
        html.open(Tag.A)
                .att(Att.CLASS, "skip")
                .att(Att.HREF, "#main")
                .text("To the content")
                .close();
        header(page);
        html.open(Tag.MAIN).att(Att.ID, "main").att(Att.TABINDEX, -1);
        html.element(Tag.H1, title);
        told();
    }

    private void header(String current) {
        html.open(Tag.HEADER);
        html.open(Tag.P)
                .att(Att.CLASS, "brand")
                .element(Tag.STRONG, "OnEvent")
                .text(" ")
                .foreign(ask.application())
                .close();
        html.open(Tag.NAV).att(Att.ARIA_LABEL, "Pages").open(Tag.UL);
        for (String page : PAGES) {
            html.open(Tag.LI)
                    .open(Tag.A)
                    .att(Att.HREF, ask.base() + (page.isEmpty() ? "" : "/" + page))
                    .att(Att.ARIA_CURRENT, page.equals(current) ? "page" : null)
                    .text(page.isEmpty() ? "Now" : page.substring(0, 1).toUpperCase(Locale.ROOT) + page.substring(1))
                    .close()
                    .close();
        }
        html.close().close();
        html.open(Tag.P)
                .att(Att.CLASS, "who")
                .foreign(ask.desk().visitor().name())
                .text(" · ")
                .text(rights(ask.desk().visitor().rights()))
                .close();
        html.close();
    }

    private static String rights(Set<Right> rights) {
        return rights.isEmpty()
                ? "no rights"
                : String.join(", ", rights.stream().sorted().map(Right::word).toList());
    }

    /** What the deed has done that led back to this page; of the address only a known verb and a number are believed. */
    private void told() {
        String told = ask.parameter().apply("told");
        int point = told == null ? -1 : told.indexOf('.');
        Verb verb = point < 0 ? null : Verb.of(told.substring(0, point));
        if (verb == null || !told.substring(point + 1).matches("\\d{1,9}")) {
            return;
        }
        int number = Integer.parseInt(told.substring(point + 1));
        String many = number == 1 ? "1 event is " : Shown.number(number) + " events are ";
        note(
                number == 0 && verb.deed != null ? "warn" : "good",
                switch (verb) {
                    case PAUSE -> "Paused: what runs goes on to its end, and nothing starts.";
                    case RESUME -> "Resumed.";
                    case STOP -> "The work stops after the part that it is at.";
                    case RUN_NOW -> many + "due now.";
                    case RESCHEDULE -> many + "put off.";
                    default -> number == 0
                            ? "Nothing is " + verb.past + ": what was chosen is gone already, or one with its name"
                                    + " and key waits."
                            : many + verb.past + ".";
                });
    }

    /** A sentence that stands out; its kind is a word of the style sheet. */
    Sheet note(String kind, String text) {
        html.open(Tag.P)
                .att(Att.CLASS, "note " + kind)
                .att(Att.ROLE, "status")
                .text(text)
                .close();
        return this;
    }

    /** Where there is nothing to be listed. */
    Sheet empty(String text) {
        html.element(Tag.P, "empty", text);
        return this;
    }

    /** The end of the page. */
    String end() {
        html.close();
        html.open(Tag.FOOTER).open(Tag.P);
        html.text("Times are relative to the database's clock; point at one for the exact time.");
        return html.close().close().close().close().toString();
    }

    // Addresses

    String address(String page, Query query) {
        String values = query.encoded();
        return ask.base() + (page.isEmpty() ? "" : "/" + page) + (values.isEmpty() ? "" : "?" + values);
    }

    Sheet link(String address, String text) {
        html.open(Tag.A).att(Att.HREF, address).foreign(text).close();
        return this;
    }

    /** The event's page, by the part of its id that tells it from its neighbours. */
    Sheet event(UUID id) {
        String text = id.toString();
        html.open(Tag.A)
                .att(Att.CLASS, "id")
                .att(Att.HREF, ask.base() + "/event?id=" + text)
                .att(Att.TITLE, text)
                .text(text.substring(24))
                .close();
        return this;
    }

    // Cells and values

    Sheet time(Instant time, Instant now) {
        if (time == null) {
            html.text("–");
            return this;
        }
        html.open(Tag.TIME)
                .att(Att.DATETIME, time.toString())
                .att(Att.TITLE, Shown.exact(time))
                .text(Shown.relative(time, now))
                .close();
        return this;
    }

    /** A state by a shape and a word, so that it is seen without colours. */
    Sheet state(String kind, String shape, String word) {
        html.open(Tag.SPAN).att(Att.CLASS, "state " + kind);
        html.open(Tag.SPAN).att(Att.ARIA_HIDDEN, "true").text(shape).close();
        html.text(" " + word).close();
        return this;
    }

    /** The heads of columns: null for one that is not there, and a number sign before one of numbers. */
    Sheet heads(String... texts) {
        html.open(Tag.THEAD).open(Tag.TR);
        for (String text : texts) {
            if (text == null) {
                continue;
            }
            boolean isNumber = text.startsWith("#");
            html.open(Tag.TH).att(Att.SCOPE, "col").att(Att.CLASS, isNumber ? "number" : null);
            html.text(isNumber ? text.substring(1) : text).close();
        }
        html.close().close();
        return this;
    }

    /** Begins a table within a frame that can be moved sideways on a narrow screen. */
    Sheet table(String caption) {
        html.open(Tag.DIV)
                .att(Att.CLASS, "wide")
                .att(Att.TABINDEX, 0)
                .att(Att.ROLE, "region")
                .att(Att.ARIA_LABEL, caption);
        html.open(Tag.TABLE).element(Tag.CAPTION, caption);
        return this;
    }

    Sheet endTable() {
        html.close().close();
        return this;
    }

    Sheet number(String text) {
        html.element(Tag.TD, "number", text);
        return this;
    }

    Sheet name(String name) {
        html.open(Tag.TD).att(Att.CLASS, "name");
        if (name != null) {
            html.foreign(name);
        }
        html.close();
        return this;
    }

    /** The class alone; the whole name is there for who points at it. */
    Sheet errorClass(String name) {
        html.open(Tag.TD).att(Att.CLASS, "name");
        if (name != null) {
            error(name, name.substring(1 + Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'))));
        }
        html.close();
        return this;
    }

    /** Leads to all that have died of an error. */
    Sheet error(String name, String text) {
        html.open(Tag.A)
                .att(Att.HREF, address("dead", Query.none().with("error", name)))
                .att(Att.TITLE, text.equals(name) ? null : name)
                .foreign(text)
                .close();
        return this;
    }

    Sheet time(String styleClass, Instant time, Instant now) {
        html.open(Tag.TD).att(Att.CLASS, styleClass);
        time(time, now);
        html.close();
        return this;
    }

    Sheet describe(String what, String value) {
        if (value != null) {
            html.element(Tag.DT, what).open(Tag.DD).foreign(value).close();
        }
        return this;
    }

    Sheet describe(String what, Instant time, Instant now) {
        if (time != null) {
            html.element(Tag.DT, what).open(Tag.DD);
            time(time, now);
            html.close();
        }
        return this;
    }

    Sheet describe(StoredEvent event, Instant now) {
        describe("Name", event.name());
        html.element(Tag.DT, "Id")
                .open(Tag.DD)
                .element(Tag.CODE, event.id().toString())
                .close();
        if (event.group() != null) {
            html.element(Tag.DT, "Group").open(Tag.DD);
            link(address("waiting", Query.none().with("group", event.group())), event.group());
            html.close();
        }
        describe("Key", event.key());
        describe("Published", event.createDate(), now);
        describe("Expires", event.expiredAt(), now);
        return describe("Retries", Shown.number(event.retry()));
    }

    // Forms

    /** Begins a form that acts. */
    Sheet form(String id, Query query, String styleClass) {
        html.open(Tag.FORM)
                .att(Att.METHOD, "post")
                .att(Att.ACTION, ask.base() + "/do")
                .att(Att.CLASS, styleClass)
                .att(Att.ID, id);
        hidden("token", ask.token());
        return hidden("q", query.encoded());
    }

    Sheet endForm() {
        html.close();
        return this;
    }

    Sheet hidden(String name, String value) {
        html.open(Tag.INPUT)
                .att(Att.TYPE, "hidden")
                .att(Att.NAME, name)
                .att(Att.VALUE, value)
                .close();
        return this;
    }

    /** A name, which may hold what no form field can. */
    Sheet hiddenName(String name) {
        return hidden("name", URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    /** @param scope what it is done to: {@code chosen}, {@code all} or {@code one} */
    Sheet button(Verb verb, String scope, String text, String label, boolean isGrave) {
        html.open(Tag.BUTTON)
                .att(Att.NAME, "verb")
                .att(Att.VALUE, verb.word() + "." + scope)
                .att(Att.CLASS, isGrave ? "grave" : null)
                .att(Att.ARIA_LABEL, label)
                .text(text)
                .close();
        return this;
    }

    /** The box before a row that chooses it, and the cell around it. */
    Sheet choice(String form, UUID id, String name) {
        html.open(Tag.TD).att(Att.CLASS, "choice").open(Tag.INPUT);
        html.att(Att.TYPE, "checkbox")
                .att(Att.NAME, "id")
                .att(Att.VALUE, id.toString())
                .att(Att.FORM, form)
                .att(Att.ARIA_LABEL, "choose event " + id.toString().substring(24) + " named " + name)
                .close();
        html.close();
        return this;
    }

    Sheet field(String name, String label, String type, String value) {
        html.open(Tag.LABEL).text(label).text(" ").open(Tag.INPUT);
        html.att(Att.TYPE, type)
                .att(Att.NAME, name)
                .att(Att.VALUE, value)
                .att(Att.MAXLENGTH, "text".equals(type) ? "200" : null)
                .close();
        html.close();
        return this;
    }

    Sheet choices(String name, String label, String chosen, List<String> values) {
        html.open(Tag.LABEL).text(label).text(" ").open(Tag.SELECT).att(Att.NAME, name);
        html.open(Tag.OPTION).att(Att.VALUE, "").text("any").close();
        for (String value : values) {
            html.open(Tag.OPTION)
                    .att(Att.VALUE, value)
                    .flag(Att.SELECTED, value.equals(chosen))
                    .text(value.toLowerCase(Locale.ROOT))
                    .close();
        }
        html.close().close();
        return this;
    }

    /** Begins the form of a list's filter. */
    Sheet filter(String page, Query query) {
        html.open(Tag.FORM)
                .att(Att.METHOD, "get")
                .att(Att.ACTION, ask.base() + "/" + page)
                .att(Att.CLASS, "filter")
                .att(Att.ROLE, "search")
                .att(Att.ARIA_LABEL, "Filter");
        field("name", "Name", "text", query.get("name"));
        return field("group", "Group", "text", query.get("group"));
    }

    /** The end of the form of a list's filter. */
    Sheet endFilter(String page, Query query, String from, String to) {
        field("from", from, "datetime-local", query.field("from"));
        field("to", to, "datetime-local", query.field("to"));
        html.open(Tag.BUTTON).text("Filter").close();
        if (query.narrows()) {
            html.text(" ");
            link(ask.base() + "/" + page, "all");
        }
        html.close();
        return this;
    }

    /** Where there are more than one page shows. */
    Sheet pages(String page, Query query, boolean hasMore) {
        if (query.page() == 1 && !hasMore) {
            return this;
        }
        html.open(Tag.NAV).att(Att.CLASS, "pages").att(Att.ARIA_LABEL, "Parts of the list");
        if (query.page() > 1) {
            link(address(page, query.with("page", query.page() - 1)), "← before");
        }
        html.element(Tag.SPAN, " part " + query.page() + " ");
        if (hasMore) {
            link(address(page, query.with("page", query.page() + 1)), "next →");
        }
        html.close();
        return this;
    }
}
