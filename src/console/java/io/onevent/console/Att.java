package io.onevent.console;

import java.util.Locale;

/** The attributes that elements have. None of them can hold a script, and only links made here are put into those that lead elsewhere. */
enum Att {
    ACTION,
    ARIA_CURRENT,
    ARIA_HIDDEN,
    ARIA_LABEL,
    ARIA_LABELLEDBY,
    ARIA_LIVE,
    ARIA_SORT,
    AUTOCOMPLETE,
    CHARSET,
    CHECKED,
    CLASS,
    CONTENT,
    DATA_ALL,
    DATA_LIVE,
    DATETIME,
    DEFER,
    FOR,
    FORM,
    HREF,
    HTTP_EQUIV,
    ID,
    LANG,
    MAX,
    MAXLENGTH,
    METHOD,
    NAME,
    POINTS,
    PRESERVEASPECTRATIO("preserveAspectRatio"),
    REL,
    ROLE,
    SCOPE,
    SELECTED,
    SRC,
    TABINDEX,
    TITLE,
    TYPE,
    VALUE,
    VIEWBOX("viewBox");

    final String text;

    Att() {
        this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Att(String text) {
        this.text = text;
    }
}
