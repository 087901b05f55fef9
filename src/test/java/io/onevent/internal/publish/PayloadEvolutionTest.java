package io.onevent.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.onevent.internal.discover.PayloadReader.StrangerException;
import jakarta.json.JsonException;
import jakarta.json.bind.annotation.JsonbProperty;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a payload that another version of its class was written from: docs/guides/payloads.md. */
class PayloadEvolutionTest {

    private final Payloads payloads = Payloads.withDefaults();

    public record Grown(long id, String note, int amount, boolean paid, Optional<String> tag, List<String> lines) {}

    public record Renamed(long id, @JsonbProperty("customer") String client) {}

    public record RenamedWithoutAWord(long id, String client) {}

    public record Stranger(String number) {}

    public record Coloured(Colour colour) {}

    public enum Colour {
        RED
    }

    public record Counted(int amount) {}

    public record Spoken(String amount) {}

    public static class OldAndNew {
        private String client;

        public String getClient() {
            return client;
        }

        public void setClient(String client) {
            this.client = client;
        }

        public void setCustomer(String customer) {
            client = customer;
        }
    }

    @Test
    void what_is_not_in_the_payload_arrives_as_null_zero_or_an_empty_optional() {
        assertThat(payloads.read("{\"id\":1}", Grown.class))
                .isEqualTo(new Grown(1, null, 0, false, Optional.empty(), null));
    }

    @Test
    void what_the_class_does_not_have_is_left_out() {
        assertThat(payloads.read("{\"amount\":1,\"old\":{\"x\":[1]}}", Counted.class))
                .isEqualTo(new Counted(1));
    }

    @Test
    void a_property_with_another_name_arrives_if_the_class_says_its_old_name() {
        String old = "{\"customer\":\"Ann\",\"id\":1}";
        assertThat(payloads.read(old, Renamed.class)).isEqualTo(new Renamed(1, "Ann"));
        assertThat(payloads.read(old, RenamedWithoutAWord.class)).isEqualTo(new RenamedWithoutAWord(1, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "customer"})
    void a_class_with_a_setter_for_the_old_name_reads_both_and_writes_the_new_one(String name) {
        OldAndNew read = (OldAndNew) payloads.read("{\"" + name + "\":\"Ann\"}", OldAndNew.class);
        assertThat(read.getClient()).isEqualTo("Ann");
        assertThat(payloads.write("a", read)).isEqualTo("{\"client\":\"Ann\"}");
    }

    @Test
    void a_payload_of_which_nothing_would_arrive_is_unreadable() {
        assertThatThrownBy(() -> payloads.read("{\"id\":1}", Stranger.class)).isInstanceOf(StrangerException.class);
    }

    @Test
    void a_constant_that_an_enum_does_not_have_is_unreadable() {
        assertThatThrownBy(() -> payloads.read("{\"colour\":\"BLUE\"}", Coloured.class))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"amount\":\"many\"}", "{\"amount\":null}", "{\"amount\":{}}", "[1]"})
    void what_is_no_number_is_unreadable_as_one(String payload) {
        assertThatThrownBy(() -> payloads.read(payload, Counted.class)).isInstanceOf(RuntimeException.class);
    }

    static Stream<Arguments> textsThatOnlyBeginLikeJson() {
        return Stream.of(
                arguments("2024-05-01", Long.class),
                arguments("42 apples", Long.class),
                arguments("7;8;9", int.class),
                arguments("true and more", boolean.class),
                arguments("\"a\" b", Object.class),
                arguments("[1,2] x", List.class),
                arguments("{\"amount\":1}\n{\"amount\":2}", Counted.class),
                arguments("{\"amount\":1} z", Map.class));
    }

    @ParameterizedTest
    @MethodSource("textsThatOnlyBeginLikeJson")
    void a_text_that_only_begins_like_json_is_unreadable(String payload, Type type) {
        assertThatThrownBy(() -> payloads.read(payload, type)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" {\"amount\":1} \n", "{\"old\":[{}],\"amount\":1,\"x\":{\"y\":[]}}\t"})
    void white_space_around_it_does_not_matter(String payload) {
        assertThat(payloads.read(payload, Counted.class)).isEqualTo(new Counted(1));
    }

    @Test
    void numbers_and_texts_are_read_as_each_other_and_a_number_that_does_not_fit_is_another_one() {
        assertThat(payloads.read("{\"amount\":\"42\"}", Counted.class)).isEqualTo(new Counted(42));
        assertThat(payloads.read("{\"amount\":42}", Spoken.class)).isEqualTo(new Spoken("42"));
        assertThat(payloads.read("{\"amount\":42.7}", Counted.class)).isEqualTo(new Counted(42));
        assertThat(payloads.read("{\"amount\":99999999999}", Counted.class)).isEqualTo(new Counted(1_215_752_191));
    }

    @Test
    void null_is_not_written_and_bytes_are_numbers() {
        assertThat(payloads.write("a", new Grown(1, null, 0, false, Optional.empty(), null)))
                .isEqualTo("{\"amount\":0,\"id\":1,\"paid\":false}");
        assertThat(payloads.write("a", Map.of("bytes", new byte[] {1, -1}))).isEqualTo("{\"bytes\":[1,-1]}");
    }
}
