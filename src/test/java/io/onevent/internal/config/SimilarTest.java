package io.onevent.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimilarTest {

    private static final List<String> HANDLED = List.of("mail", "order.placed", "order.shipped");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order.plased",
                "oder.placed",
                "order.placedd",
                "orderPlaced",
                "ORDER_PLACED",
                "order-placed",
                "order/placed "
            })
    void a_slip_of_the_pen_has_a_name_that_is_meant(String name) {
        assertThat(Similar.name(name, HANDLED)).contains("order.placed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoice.due", "order.cancelled", "placed", "x", "...", ""})
    void a_name_of_its_own_is_like_none(String name) {
        assertThat(Similar.name(name, HANDLED)).isEmpty();
    }

    @Test
    void the_same_letters_are_more_alike_than_few_changes() {
        assertThat(Similar.name("orderPlaced", List.of("orderPlacer", "order.placed")))
                .contains("order.placed");
    }

    @Test
    void a_short_name_is_like_one_that_differs_in_a_letter_and_not_like_every_short_one() {
        assertThat(Similar.name("mial", HANDLED)).isEmpty();
        assertThat(Similar.name("mails", HANDLED)).contains("mail");
        assertThat(Similar.name("a", List.of("b"))).isEmpty();
    }

    @Test
    void where_none_is_handled_there_is_none() {
        assertThat(Similar.name("order.placed", List.of())).isEmpty();
    }
}
