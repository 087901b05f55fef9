package io.onevent.console;

import java.util.Locale;

/** The elements that a page is made of. */
enum Tag {
    HTML,
    HEAD,
    META(true),
    TITLE,
    LINK(true),
    SCRIPT,
    BODY,
    HEADER,
    NAV,
    MAIN,
    SECTION,
    FOOTER,
    H1,
    H2,
    P,
    UL,
    LI,
    A,
    SPAN,
    STRONG,
    CODE,
    BDI,
    WBR(true),
    PRE,
    TIME,
    DL,
    DT,
    DD,
    DIV,
    TABLE,
    CAPTION,
    THEAD,
    TBODY,
    TR,
    TH,
    TD,
    FORM,
    FIELDSET,
    LEGEND,
    LABEL,
    INPUT(true),
    SELECT,
    OPTION,
    BUTTON,
    PROGRESS,
    DETAILS,
    SUMMARY,
    SVG,
    POLYLINE;

    final String text = name().toLowerCase(Locale.ROOT);
    final boolean isVoid;

    Tag() {
        this(false);
    }

    Tag(boolean isVoid) {
        this.isVoid = isVoid;
    }
}
