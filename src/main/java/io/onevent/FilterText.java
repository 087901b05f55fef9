package io.onevent;

/** What a filter compares names, groups and keys with. */
final class FilterText {

    private FilterText() {}

    /** The text, or null for any, if a database can be asked for it. */
    static String storable(String what, String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds the character U+0000, which databases refuse");
        }
        return text;
    }
}
