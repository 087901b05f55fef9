package io.onevent.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HtmlTest {

    private static String text(String text) {
        String page = new Html().open(Tag.P).text(text).close().toString();
        return page.substring(page.indexOf("<p>") + 3, page.indexOf("</p>"));
    }

    @Test
    void what_means_something_in_html_is_escaped_in_texts_and_in_values() {
        assertThat(text("<a href=\"x\" b='&'>")).isEqualTo("&lt;a href=&quot;x&quot; b=&#39;&amp;&#39;&gt;");
        assertThat(new Html().open(Tag.P).att(Att.TITLE, "\"><script>").close().toString())
                .contains("<p title=\"&quot;&gt;&lt;script&gt;\"></p>");
    }

    @Test
    void what_is_not_seen_or_turns_the_text_round_is_shown_by_its_number() {
        assertThat(text("a\u202Eb\u0000c\u200Bd\uFEFF\u2028\uD800"))
                .isEqualTo("a\\u202Eb\\u0000c\\u200Bd\\uFEFF\\u2028\\uD800");
        assertThat(text("äß漢\uD83D\uDE00\n\t")).isEqualTo("äß漢\uD83D\uDE00\n\t");
    }

    @Test
    void elements_end_in_their_order_and_attributes_come_first() {
        Html html = new Html()
                .open(Tag.DIV)
                .open(Tag.INPUT)
                .att(Att.VALUE, 3)
                .flag(Att.CHECKED, true)
                .close();
        assertThatThrownBy(html::toString).isInstanceOf(IllegalStateException.class);
        assertThat(html.close().toString()).contains("<div><input value=\"3\" checked=\"\"></div>");
        assertThatThrownBy(() -> new Html().open(Tag.P).text("x").att(Att.CLASS, "late"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_name_is_broken_after_a_point_rather_than_anywhere() {
        assertThat(new Html().foreign("shop.Bank.<b>. 1.5").foreign(null).toString())
                .endsWith("<bdi>shop.<wbr>Bank.&lt;b&gt;. 1.5</bdi><bdi></bdi>");
    }

    @Test
    void nothing_gets_in_but_elements_attributes_and_escaped_texts() {
        assertThat(Arrays.stream(Html.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
                        .map(Method::getName))
                .containsOnly("open", "close", "att", "flag", "text", "element", "foreign", "toString");
    }
}
