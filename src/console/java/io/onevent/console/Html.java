package io.onevent.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A page in the making. What is put in is an element, an attribute of the element just begun, or text; text and values
 * are escaped, and there is no way to put in anything as it is. Characters that would not be seen, or would turn round
 * what is read, are shown by their numbers.
 */
final class Html {

    private static final Pattern BREAK = Pattern.compile("(?<=\\.)(?=\\p{IsAlphabetic})");
    private static final String DOCTYPE = "<!DOCTYPE html>\n";

    private final StringBuilder out = new StringBuilder(16_384).append(DOCTYPE);
    private final Deque<Tag> open = new ArrayDeque<>();
    private boolean inTag;

    /** Begins an element. */
    Html open(Tag tag) {
        endTag();
        out.append('<').append(tag.text);
        inTag = true;
        open.push(tag);
        return this;
    }

    /** Gives the element just begun an attribute; null gives none. */
    Html att(Att attribute, String value) {
        if (!inTag) {
            throw new IllegalStateException(attribute + " comes after the beginning of its element");
        }
        if (value != null) {
            out.append(' ').append(attribute.text).append("=\"");
            escape(value);
            out.append('"');
        }
        return this;
    }

    Html att(Att attribute, long value) {
        return att(attribute, String.valueOf(value));
    }

    /** Gives the element just begun an attribute without a value, if this is so. */
    Html flag(Att attribute, boolean isSet) {
        return isSet ? att(attribute, "") : this;
    }

    /** Text; null for none. */
    Html text(String text) {
        endTag();
        if (text != null) {
            escape(text);
        }
        return this;
    }

    /** Ends the element begun last. */
    Html close() {
        Tag tag = open.pop();
        endTag();
        if (!tag.isVoid) {
            out.append("</").append(tag.text).append('>');
        }
        if (tag == Tag.TR || tag == Tag.P || tag == Tag.LI || tag == Tag.SECTION) {
            out.append('\n');
        }
        return this;
    }

    /** An element with nothing but text. */
    Html element(Tag tag, String text) {
        return open(tag).text(text).close();
    }

    /** An element of a class with nothing but text. */
    Html element(Tag tag, String styleClass, String text) {
        return open(tag).att(Att.CLASS, styleClass).text(text).close();
    }

    /** What somebody else has chosen: it may be long and of any script. It is broken after a point rather than anywhere. */
    Html foreign(String text) {
        open(Tag.BDI);
        String[] parts = BREAK.split(text == null ? "" : text);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                open(Tag.WBR).close();
            }
            text(parts[i]);
        }
        return close();
    }

    private void endTag() {
        if (inTag) {
            out.append('>');
            inTag = false;
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) c);
                default -> {
                    if (isUnseen(c)) {
                        out.append(String.format("\\u%04X", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        }
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** The whole page. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not ended: " + open);
        }
        return out.toString();
    }
}
