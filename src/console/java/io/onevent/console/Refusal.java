package io.onevent.console;

/** A page that says why there is no other. */
final class Refusal {

    private Refusal() {}

    /** For a visitor who may look: with the way to the other pages. */
    static String within(Ask ask, String title, String why) {
        return new Sheet(ask, "", title).note("bad", why).end();
    }

    /** For anybody: it tells nothing but this. */
    static String bare(String title, String why) {
        Html html = new Html();
        html.open(Tag.HTML).att(Att.LANG, "en").open(Tag.HEAD);
        html.open(Tag.META).att(Att.CHARSET, "utf-8").close();
        html.open(Tag.META)
                .att(Att.NAME, "viewport")
                .att(Att.CONTENT, "width=device-width, initial-scale=1")
                .close();
        html.element(Tag.TITLE, title).close().open(Tag.BODY).open(Tag.MAIN);
        html.element(Tag.H1, title).element(Tag.P, why);
        return html.close().close().close().toString();
    }
}
