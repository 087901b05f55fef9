package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbAnnotation;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Type;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found at types that JSON-B cannot carry, and that nothing is found at others. */
class PayloadLookTest {

    private static final String HERE = PayloadLookTest.class.getCanonicalName();

    public interface Open {}

    public static class Plain {
        public int number;
        public Plain again;
        public List<Plain> more;
    }

    // Nothing to find

    /** Computes what it shows, and has no such field. */
    public static class Computing {
        public int number;

        public int getTwice() {
            return 2 * number;
        }
    }

    public static class OpenAdapter implements JsonbAdapter<Open, String> {
        @Override
        public String adaptToJson(Open open) {
            return "";
        }

        @Override
        public Open adaptFromJson(String text) {
            return new Open() {};
        }
    }

    public static class AdaptedField {
        @JsonbTypeAdapter(OpenAdapter.class)
        public Open open;
    }

    public static class AdaptedSetter {
        private Open open;

        public Open getOpen() {
            return open;
        }

        @JsonbTypeAdapter(OpenAdapter.class)
        public void setOpen(Open open) {
            this.open = open;
        }
    }

    public static class AdaptedParameter {
        private final Open open;

        @JsonbCreator
        public AdaptedParameter(@JsonbProperty("open") @JsonbTypeAdapter(OpenAdapter.class) Open open) {
            this.open = open;
        }

        public Open getOpen() {
            return open;
        }
    }

    @JsonbAnnotation
    @JsonbTypeAdapter(OpenAdapter.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface AsText {}

    /** By an annotation of the application's own. */
    @AsText
    public static class Composed implements Open {
        private final int number;

        public Composed(int number) {
            this.number = number;
        }

        public int getNumber() {
            return number;
        }
    }

    public static class BelowComposed extends Composed {
        public BelowComposed() {
            super(1);
        }
    }

    @JsonbTypeInfo(@JsonbSubtype(alias = "one", type = One.class))
    public interface Typed {}

    public static class One implements Typed {
        public int number;
    }

    public abstract static class BetweenTyped implements Typed {}

    public static class Orders extends ArrayList<Open> {
        private static final long serialVersionUID = 1L;
    }

    public static class Table extends HashMap<String, Open> {
        private static final long serialVersionUID = 1L;
    }

    public static class Hidden {
        @JsonbTransient
        private Open open;

        private transient int cached;

        public Open getOpen() {
            return open;
        }

        public int cached() {
            return cached;
        }
    }

    public record Either(Optional<Plain> plain, @JsonbProperty("renamed") int number) {
        public int getTwice() {
            return 2 * number;
        }
    }

    public record Renewed(int number) {
        public Renewed() {
            this(1);
        }

        @JsonbCreator
        public Renewed {}
    }

    public record Generic<T>(T value, List<T> values) {}

    static class Types {
        Generic<Plain> generic;
        Map<String, List<Open>> opens;
        Generic<Open> ofOpen;
        List<? extends Open> wildcard;
        List<Open>[] array;
    }

    private static Type of(String field) {
        try {
            return Types.class.getDeclaredField(field).getGenericType();
        } catch (NoSuchFieldException missing) {
            throw new AssertionError(missing);
        }
    }

    static Stream<Type> sound() {
        return Stream.of(
                int.class,
                String[].class,
                Object.class,
                Thread.State.class,
                AbstractList.class,
                java.util.TimeZone.class,
                java.time.Year.class,
                jakarta.json.JsonStructure.class,
                Plain.class,
                Plain[][].class,
                Computing.class,
                AdaptedField.class,
                AdaptedSetter.class,
                AdaptedParameter.class,
                Composed.class,
                BelowComposed.class,
                Typed.class,
                BetweenTyped.class,
                Orders.class,
                Table.class,
                Hidden.class,
                Either.class,
                Renewed.class,
                of("generic"));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void nothing_is_found_at_what_JSON_B_carries_or_has_a_way_of_its_own(Type type) {
        assertThat(PayloadLook.at(type).impossible()).isEmpty();
        assertThat(PayloadLook.at(type).doubtful()).isEmpty();
    }

    // Doubts

    static Stream<Type> holdingAnInterface() {
        return Stream.of(of("opens"), of("ofOpen"), of("wildcard"), of("array"), Open[].class);
    }

    @ParameterizedTest
    @MethodSource("holdingAnInterface")
    void what_may_hold_an_interface_is_doubtful_for_it_may_also_be_empty(Type type) {
        assertThat(PayloadLook.at(type).impossible()).isEmpty();
        assertThat(PayloadLook.at(type).doubtful())
                .containsExactly(Candidate.simple(type) + ": " + HERE + ".Open is an interface without @JsonbTypeInfo");
    }

    public static class Unnamed {
        private final int number;

        @JsonbCreator
        public Unnamed(@JsonbProperty("other") int number) {
            this.number = number;
        }

        public int getNumber() {
            return number;
        }
    }

    public static class Protecting {
        private int number;

        public int getNumber() {
            return number;
        }

        protected void setNumber(int number) {
            this.number = number;
        }
    }

    public static class Outer {
        public Unnamed unnamed;
        public Map<String, Protecting> map;
    }

    private static String lost(String owner) {
        return HERE + "." + owner
                + " is written with properties that are not read (number): they have no public setter, no"
                + " public field that is not final, and no parameter of that name of a @JsonbCreator";
    }

    @Test
    void what_is_written_and_not_read_is_doubtful_wherever_it_is() {
        assertThat(PayloadLook.at(Unnamed.class).doubtful()).containsExactly(lost("Unnamed"));
        assertThat(PayloadLook.at(Protecting.class).doubtful()).containsExactly(lost("Protecting"));
        assertThat(PayloadLook.at(Outer.class).doubtful())
                .containsExactlyInAnyOrder(
                        HERE + ".Outer.unnamed: " + lost("Unnamed"), HERE + ".Outer.map: " + lost("Protecting"));
    }

    public static class PrivateCreator {
        @JsonbCreator
        private PrivateCreator(@JsonbProperty("number") int number) {
            assert number > 0;
        }
    }

    @Test
    void a_creator_that_is_not_public_is_doubtful() {
        assertThat(PayloadLook.at(PrivateCreator.class).doubtful())
                .containsExactly(HERE + ".PrivateCreator has a @JsonbCreator or constructor that is not public");
    }

    static Stream<Class<?>> unknown() {
        return Stream.of(
                Iterable.class, Supplier.class, CharSequence.class, Comparable.class, java.io.InputStream.class);
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void an_interface_of_the_platform_that_JSON_B_does_not_know_is_doubtful(Class<?> type) {
        assertThat(PayloadLook.at(type).impossible()).isEmpty();
        assertThat(PayloadLook.at(type).doubtful()).containsExactly(type.getName() + " is no type that JSON-B knows");
    }

    // Certainties

    public abstract static class Half {
        public int number;
    }

    public enum Constants {
        ONE {
            @Override
            public String toString() {
                return "one";
            }
        }
    }

    @Test
    void what_can_hold_no_payload_is_certain() {
        assertThat(PayloadLook.at(Open.class).impossible())
                .containsExactly(HERE + ".Open is an interface without @JsonbTypeInfo");
        assertThat(PayloadLook.at(Half.class).impossible())
                .containsExactly(HERE + ".Half is an abstract class without @JsonbTypeInfo");
        assertThat(PayloadLook.at(Constants.class).impossible()).isEmpty();
    }
}
