package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.onevent.DeadEvent;
import io.onevent.NewEvent;
import io.onevent.Reason;
import io.onevent.engine.PayloadTypes.Adapted;
import io.onevent.engine.PayloadTypes.Any;
import io.onevent.engine.PayloadTypes.Arrays;
import io.onevent.engine.PayloadTypes.Batch;
import io.onevent.engine.PayloadTypes.Bean;
import io.onevent.engine.PayloadTypes.Box;
import io.onevent.engine.PayloadTypes.BoxOfPoint;
import io.onevent.engine.PayloadTypes.Boxes;
import io.onevent.engine.PayloadTypes.Car;
import io.onevent.engine.PayloadTypes.Cat;
import io.onevent.engine.PayloadTypes.Chain;
import io.onevent.engine.PayloadTypes.Chained;
import io.onevent.engine.PayloadTypes.Circle;
import io.onevent.engine.PayloadTypes.Collected;
import io.onevent.engine.PayloadTypes.Colour;
import io.onevent.engine.PayloadTypes.Computing;
import io.onevent.engine.PayloadTypes.Created;
import io.onevent.engine.PayloadTypes.Customer;
import io.onevent.engine.PayloadTypes.Dog;
import io.onevent.engine.PayloadTypes.Extended;
import io.onevent.engine.PayloadTypes.Fields;
import io.onevent.engine.PayloadTypes.Formatted;
import io.onevent.engine.PayloadTypes.FromFactory;
import io.onevent.engine.PayloadTypes.Limits;
import io.onevent.engine.PayloadTypes.Line;
import io.onevent.engine.PayloadTypes.Mapped;
import io.onevent.engine.PayloadTypes.Maybe;
import io.onevent.engine.PayloadTypes.Money;
import io.onevent.engine.PayloadTypes.Nillable;
import io.onevent.engine.PayloadTypes.NoComponents;
import io.onevent.engine.PayloadTypes.NotPublic;
import io.onevent.engine.PayloadTypes.Numeric;
import io.onevent.engine.PayloadTypes.Partly;
import io.onevent.engine.PayloadTypes.Point;
import io.onevent.engine.PayloadTypes.Price;
import io.onevent.engine.PayloadTypes.Renamed;
import io.onevent.engine.PayloadTypes.Text;
import io.onevent.engine.PayloadTypes.Times;
import io.onevent.engine.PayloadTypes.Tree;
import io.onevent.engine.PayloadTypes.Visible;
import io.onevent.engine.PayloadTypes.Wolf;
import io.onevent.internal.log.LoggedLines;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Payloads of all kinds of types on their way through publishing, the table and a handler: each arrives as it was, or
 * is refused with a sentence that names its type; none arrives changed in silence.
 */
class PayloadTypesTest {

    private static final EngineDatabase DATABASE = EngineDatabase.h2();
    private static final String HERE = PayloadTypes.class.getCanonicalName();
    private static final Point POINT = new Point(Integer.MIN_VALUE, "a \"point\"\\\n");

    /** One character of each plane, and those that editors, JSON and databases treat in a way of their own. */
    private static final String EVERY_PLANE =
            planes() + "\"\\/\b\f\n\r\t\u0001\u001f\u007f\u0085\u2028\u2029\ufeff\ufffe\uffff";

    /** For those that are only deployed. */
    private static final EngineDatabase ANOTHER = EngineDatabase.h2();

    private static EngineInstance instance;

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private static String planes() {
        StringBuilder all = new StringBuilder();
        for (int plane = 0; plane <= 16; plane++) {
            all.appendCodePoint(plane * 0x10000 + 0xE000).appendCodePoint(plane * 0x10000 + 0xFFFD);
        }
        return all.toString();
    }

    @BeforeAll
    static void start() {
        // Other tests come between two of its steps.
        Map<String, String> settings = Map.of("onevent.lease", "PT5M");
        instance = new EngineInstance(DATABASE, settings, PayloadTypes.Arriving.class, PayloadTypes.Unreadable.class);
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    private static <T> T with(T object, Consumer<T> change) {
        change.accept(object);
        return object;
    }

    private static Chain chain(int links) {
        Chain chain = new Chain();
        for (int i = 1; i < links; i++) {
            Chain before = new Chain();
            before.next = chain;
            before.number = i;
            chain = before;
        }
        return chain;
    }

    private static <T> Box<T> box(T content) {
        return with(new Box<>(), box -> box.content = content);
    }

    static Stream<Arguments> arriving() {
        return Stream.of(
                arguments("int", Integer.MIN_VALUE),
                arguments("long", Long.MAX_VALUE),
                arguments("double", Double.MIN_VALUE),
                arguments("double", -0.0),
                arguments("float", Float.MAX_VALUE),
                arguments("boolean", true),
                arguments("char", '\u20ac'),
                arguments("BigDecimal", new BigDecimal("-12345678901234567890.1234567890E-400")),
                arguments("BigInteger", BigInteger.TWO.pow(500).negate()),
                arguments("Number", new BigDecimal("1.50")),
                arguments("String", EVERY_PLANE),
                arguments("String", ""),
                arguments("enum", Colour.RED),
                arguments("enum", Colour.GREEN),
                arguments("UUID", new UUID(1, -1)),
                arguments("URI", URI.create("urn:a?b=%20c#d")),
                arguments("Date", new Date(1_700_000_000_123L)),
                arguments("Calendar", new GregorianCalendar(TimeZone.getTimeZone("Asia/Kathmandu"))),
                arguments("Instant", Instant.parse("2026-02-28T23:59:59.999999999Z")),
                arguments("ZonedDateTime", ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Paris]")),
                arguments("Duration", Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                arguments("Object", Map.of("a", "b", "c", List.of(true, "d"))),
                arguments("JsonObject", Json.createObjectBuilder().add("a", 1).build()),
                arguments("int[]", new int[] {1, -1}),
                arguments("record[][]", new Point[][] {{POINT}, {}}),
                arguments("record", POINT),
                arguments("record", new Point(0, null)),
                arguments("record of records", new Line(POINT, null)),
                arguments("record that computes", new Computing(4)),
                arguments("record with a name of its own", new Renamed(4)),
                arguments("record of nothing", new NoComponents()),
                arguments(
                        "record of times",
                        new Times(
                                Instant.parse("-0001-01-01T00:00:00.000000001Z"),
                                LocalDate.of(9999, 12, 31),
                                LocalTime.MAX,
                                LocalDateTime.of(1, 1, 1, 0, 0),
                                ZonedDateTime.parse("2026-03-29T01:30:00Z[Europe/London]"),
                                OffsetDateTime.parse("2026-03-29T01:30:00.5+14:00"),
                                Duration.ofNanos(-1),
                                Period.of(1, -2, 3),
                                DayOfWeek.SUNDAY,
                                ZoneId.of("America/Argentina/Ushuaia"))),
                arguments("record with a format", new Formatted(LocalDate.of(2024, 2, 29))),
                arguments("record of boxes", new Boxes(null, null, null, null, null, null, null, null, null, null)),
                arguments(
                        "record of boxes",
                        new Boxes(false, (byte) -1, (short) 2, 3, 4L, 0.1f, 0.1, '"', "", new Point(0, ""))),
                arguments("record of optionals", new Maybe(Optional.of("a"), Optional.of(POINT), OptionalInt.of(0))),
                arguments("record of optionals", new Maybe(Optional.empty(), Optional.empty(), OptionalInt.empty())),
                arguments(
                        "record of collections",
                        new Collected(
                                Set.of(Colour.GREEN), new ArrayDeque<>(List.of("b", "a")), List.of(), List.of(POINT))),
                arguments(
                        "record of maps",
                        new Mapped(
                                Map.of(-1, "x"),
                                Map.of(new UUID(1, 2), List.of(POINT)),
                                Map.of(LocalDate.EPOCH, ""),
                                Map.of(Colour.RED, POINT),
                                new TreeMap<>(Map.of("z", 1, "", 2)))),
                arguments(
                        "record of arrays",
                        new Arrays(
                                new int[0],
                                new String[] {null, ""},
                                new Point[][] {{POINT, null}},
                                new byte[] {-128, 127},
                                new char[] {'a', '\uffff'})),
                arguments(
                        "record of JSON",
                        new Tree(
                                Json.createObjectBuilder().addNull("n").build(),
                                JsonValue.TRUE,
                                Json.createArrayBuilder().add("x").build())),
                arguments(
                        "record at the limits",
                        new Limits(
                                Long.MIN_VALUE,
                                9_007_199_254_740_993L,
                                Integer.MAX_VALUE,
                                Double.MAX_VALUE,
                                0.1 + 0.2,
                                Float.MIN_VALUE,
                                Byte.MIN_VALUE,
                                Short.MIN_VALUE,
                                new BigDecimal("1E+400"),
                                BigInteger.TEN.pow(400))),
                arguments("text", new Text(EVERY_PLANE)),
                arguments("text", new Text("a\0b")),
                arguments("text", new Text("x".repeat(10_000_000))),
                arguments("fields", with(new Fields(), it -> it.points = List.of(POINT))),
                arguments("bean", with(new Bean(), it -> {
                    it.setNumber(5);
                    it.setYes(true);
                })),
                arguments("setters that return", new Chained().setNumber(3)),
                arguments("protected constructor", with(new Extended(), it -> it.number = 2)),
                arguments("subclass", with(new Extended(), it -> {
                    it.number = 2;
                    it.more = 3;
                })),
                arguments("creator", new Created(4)),
                arguments("factory", FromFactory.of(4)),
                arguments("Map of arrays of what has an adapter", Map.of("a", new Money[] {new Money(1)})),
                arguments("adapter of the class", new Money(12)),
                arguments("List of what has an adapter", List.of(new Money(1), new Money(2))),
                arguments("Optional of what has an adapter", Optional.of(new Money(1))),
                arguments("record of what has an adapter", new Price(new Money(1), List.of(new Money(2)))),
                arguments("adapter of a field", with(new Adapted(), it -> it.locale = Locale.CANADA_FRENCH)),
                arguments("visibility", new Visible()),
                arguments("nillable", new Nillable()),
                arguments("transient", with(new Partly(), it -> it.number = 4)),
                arguments("polymorphic", with(new Dog(), it -> it.age = 3)),
                arguments("sealed", new Circle(3)),
                arguments("abstract", with(new Car(), it -> it.doors = 5)),
                arguments("generic class", box(POINT)),
                arguments("generic class of itself", box(box(POINT))),
                arguments("generic superclass", with(new BoxOfPoint(), it -> it.content = POINT)),
                arguments("generic record", new Batch<>(List.of(POINT))),
                arguments("generic record with a bound", new Numeric<>(7)),
                arguments("List", java.util.Arrays.asList(null, POINT)),
                arguments("List of what is polymorphic", List.of(with(new Cat(), it -> it.name = "m"), new Dog())),
                arguments("Map", Map.of("a \"key\"", POINT)),
                arguments("Map of anything", Collections.singletonMap("a", List.of(Map.of()))),
                arguments("Map of lists of maps", Map.of("a", List.of(Map.of(1, POINT)))),
                arguments("EnumSet", EnumSet.allOf(Colour.class)),
                arguments("Optional", Optional.of(POINT)),
                arguments("chain", chain(100)));
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("arriving")
    void a_payload_arrives_as_it_was(String name, Object payload) {
        PayloadTypes.taken = "nothing";
        UUID id = publish(name, payload);
        awaitEnd(id);
        assertThat(DATABASE.rows("SELECT reason, message FROM onevent_dead_event WHERE id = ?", id))
                .isEmpty();
        if (payload instanceof Extended && name.startsWith("protected")) {
            assertThat(PayloadTypes.taken).hasFieldOrPropertyWithValue("number", 2);
        } else {
            assertThat(PayloadTypes.taken)
                    .usingRecursiveComparison()
                    .withEqualsForType(Object::equals, JsonValue.class)
                    .withEqualsForType((one, other) -> one.toInstant().equals(other.toInstant()), Calendar.class)
                    .isEqualTo(payload);
        }
    }

    @Test
    void there_are_sixty_and_more_of_them() {
        assertThat(arriving().map(it -> it.get()[0]).distinct().count()).isGreaterThanOrEqualTo(60);
    }

    private static UUID publish(String name, Object payload) {
        return instance.publish(NewEvent.named(name).payload(payload));
    }

    private static void awaitEnd(UUID id) {
        await("the end of the event")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    Steps.of(instance).untilIdle();
                    return DATABASE.count("onevent_event WHERE id = ?", id) == 0;
                });
    }

    // Refused when they are published

    /** What an adapter writes is not empty, whatever JSON-B sees of it. */
    public record Labelled(@JsonbTypeAdapter(LabelAdapter.class) Opaque opaque, Map<String, String> empty) {}

    public static class LabelAdapter implements JsonbAdapter<Opaque, String> {

        @Override
        public String adaptToJson(Opaque opaque) {
            return "label";
        }

        @Override
        public Opaque adaptFromJson(String label) {
            return new Opaque();
        }
    }

    /** Its state is not for JSON-B. */
    public static class Opaque {
        private final int number = Integer.parseInt("4");
        final int more = 5;

        int sum() {
            return number + more;
        }
    }

    public record Wrapping(Opaque opaque, int number) {}

    public static class Circular {
        public Circular itself = this;
    }

    public static class Throwing {
        public int getNumber() {
            throw new IllegalStateException("no number");
        }
    }

    static Stream<Arguments> refused() {
        String opaque = PayloadTypesTest.class.getCanonicalName() + ".Opaque";
        return Stream.of(
                arguments(new Opaque(), opaque, "JSON-B sees none of its fields"),
                arguments(new Wrapping(new Opaque(), 1), opaque, "@JsonbTypeAdapter"),
                arguments(List.of(new Opaque()), opaque, "JSON-B sees none of its fields"),
                arguments(Map.of("a", Optional.of(new Opaque())), opaque, "JSON-B sees none of its fields"),
                arguments(new Wrapping[] {new Wrapping(new Opaque(), 1)}, opaque, "JSON-B sees none of its fields"),
                arguments(
                        new java.io.ByteArrayInputStream(new byte[2]),
                        "java.io.ByteArrayInputStream",
                        "JSON-B sees none of its fields"),
                arguments(NewEvent.named("inner"), "NewEvent", "publish(NewEvent)"),
                arguments(List.of(NewEvent.named("inner")), "NewEvent", "JSON-B sees none of its fields"),
                arguments(new Circular(), "PayloadTypesTest.Circular", "cannot be written by JSON-B"),
                arguments(Double.NaN, "java.lang.Double", "cannot be written by JSON-B"),
                arguments(Map.of("a", Float.POSITIVE_INFINITY), "Map", "cannot be written by JSON-B"),
                arguments(new Throwing(), "PayloadTypesTest.Throwing", "cannot be written by JSON-B"),
                arguments(new NotPublic(3), "NotPublic", "public"),
                arguments(chain(100_000), "Chain", "nested too deeply"),
                arguments("a\0b", "java.lang.String", "U+0000"),
                arguments("a\ud800b", "java.lang.String", "half of a surrogate pair, at 1"),
                arguments("a\udc00", "java.lang.String", "half of a surrogate pair"),
                arguments("\ud800", "java.lang.String", "half of a surrogate pair"),
                arguments("\udc00\ud800", "java.lang.String", "half of a surrogate pair"),
                arguments('\ud800', "java.lang.Character", "half of a surrogate pair"),
                arguments(new Text("a\udfffb"), "PayloadTypes.Text", "half of a surrogate pair"),
                arguments(Map.of("\udbff", 1), "Map", "half of a surrogate pair"));
    }

    @ParameterizedTest(name = "{index} {1}")
    @MethodSource("refused")
    void a_payload_that_could_not_arrive_is_refused_when_it_is_published(Object payload, String type, String why) {
        long before = DATABASE.count("onevent_event");
        Throwable refused = catchThrowable(() -> publish("text", payload));
        assertThat(refused)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type)
                .hasMessageContaining(why);
        assertThat(DATABASE.count("onevent_event")).isEqualTo(before);
    }

    static Stream<Object> legallyEmpty() {
        return Stream.of(
                new Nillable(),
                new Object(),
                new NoComponents(),
                Map.of(),
                List.of(),
                new Fields(),
                new Maybe(null, null, null),
                box(Map.of()),
                box(new NoComponents()),
                new Labelled(new Opaque(), Map.of()),
                new Price(new Money(1), List.of()),
                List.of(new Money(1), Map.of()),
                new Text("{}"));
    }

    @ParameterizedTest
    @MethodSource("legallyEmpty")
    void a_payload_without_values_is_legal(Object payload) {
        assertThat(publish("legal", payload)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"te\ud800xt", "\udc00", "x\ud83d"})
    void a_name_or_group_with_half_of_a_surrogate_pair_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewEvent.named(text))
                .withMessageContaining("half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewEvent.named("x").group(text))
                .withMessageContaining("half of a surrogate pair");
    }

    // Refused when they are read

    static Stream<Arguments> unreadable() {
        EnumMap<Colour, String> colours = new EnumMap<>(Map.of(Colour.RED, "SECRET"));
        return Stream.of(
                arguments("unreadable.any", new Any<>(new Point(1, "SECRET")), "PayloadTypes$Any<"),
                arguments("unreadable.locale", Locale.GERMANY, "java.util.Locale"),
                arguments("unreadable.enum-map", colours, "java.util.EnumMap"),
                arguments("unreadable.careful", "{\"number\":1}", "PayloadTypes.Careful"),
                arguments("unreadable.animal", with(new Wolf(), it -> it.age = 3), "PayloadTypes.Animal"),
                arguments("unreadable.order", new Customer(4, "SECRET"), "PayloadTypes.Order"),
                arguments("unreadable.point", "{\"x\":\"SECRET\"}", "PayloadTypes.Point"),
                arguments("unreadable.point", "{\"x\":1, SECRET", "PayloadTypes.Point"),
                arguments("unreadable.point", "[\"SECRET\"]", "PayloadTypes.Point"),
                arguments("unreadable.point", "SECRET", "PayloadTypes.Point"),
                arguments("unreadable.point", "", "PayloadTypes.Point"),
                arguments("unreadable.int", null, "int"),
                arguments("unreadable.int", "null", "int"),
                arguments("unreadable.int", "\"" + "SECRET".repeat(100_000) + "\"", "int"),
                arguments("unreadable.colour", "\"SECRET\"", "PayloadTypes.Colour"),
                arguments("unreadable.date", "\"SECRET\"", "java.time.LocalDate"),
                arguments(
                        "unreadable.chain",
                        "{\"next\":".repeat(50_000) + "null" + "}".repeat(50_000),
                        "PayloadTypes.Chain"));
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("unreadable")
    void a_payload_that_cannot_be_read_is_dead_at_once(String name, Object payload, String type) {
        UUID id = publish(name, payload);
        awaitEnd(id);
        assertThat(DATABASE.rows("SELECT reason, retry FROM onevent_dead_event WHERE id = ?", id))
                .containsExactly("UNREADABLE 0");
        DeadEvent dead = instance.dead(id);
        assertThat(dead.reason()).isEqualTo(Reason.UNREADABLE);
        List<LogRecord> lines = logged.lines().stream()
                .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                .toList();
        assertThat(lines).hasSize(1);
        for (String said : List.of(dead.message(), lines.get(0).getMessage())) {
            assertThat(said)
                    .endsWith("mend the type, with an adapter perhaps, or the payload, and replay it")
                    .contains(name, id.toString(), type, HERE + ".Unreadable.")
                    .doesNotContain("SECRET")
                    .hasSizeLessThan(1_000);
        }
        assertThat(lines.get(0).getThrown()).isNull();
        assertThat(dead.stackTrace()).hasSizeLessThan(32_001);
        assertThat(dead.stackTrace().split("SECRET", -1)).hasSizeLessThan(500);
    }

    // Refused at the deployment

    static Stream<Class<?>> impossible() {
        return Stream.of(
                PayloadTypes.OfInterface.class,
                PayloadTypes.OfSealed.class,
                PayloadTypes.OfAbstract.class,
                PayloadTypes.OfValue.class,
                PayloadTypes.OfSingle.class,
                PayloadTypes.OfInner.class);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void a_type_that_JSON_B_cannot_make_fails_the_deployment(Class<?> handler) {
        Throwable failed = catchThrowable(() -> new EngineInstance(ANOTHER, Map.of(), handler).close());
        assertThat(failed).isNotNull().hasMessageContaining("ONEVENT-119: " + handler.getCanonicalName() + ".on(");
    }

    static Stream<Arguments> doubtful() {
        return Stream.of(
                arguments("GettersOnly", "number, text"),
                arguments("FinalFields", "number"),
                arguments("Misnamed", "written"),
                arguments("Holding", HERE + ".Unknown"),
                arguments("List<Unknown>", HERE + ".Unknown"),
                arguments("NotPublic", "not public"),
                arguments("Twice", "several constructors"),
                arguments("Box", "stands for"));
    }

    @Test
    void types_that_may_not_arrive_whole_are_warned_of_at_the_deployment() {
        new EngineInstance(ANOTHER, Map.of(), PayloadTypes.Doubtful.class).close();
        List<String> warnings = logged.lines().stream()
                .map(LogRecord::getMessage)
                .filter(line -> line.startsWith("ONEVENT-153"))
                .toList();
        assertThat(doubtful()).allSatisfy(each -> assertThat(warnings)
                .filteredOn(line -> line.contains("(" + each.get()[0] + ")"))
                .singleElement()
                .asString()
                .contains((String) each.get()[1]));
        assertThat(warnings).hasSize((int) doubtful().count());
    }

    @Test
    void what_arrives_is_not_warned_of() {
        new EngineInstance(ANOTHER, Map.of(), PayloadTypes.Arriving.class).close();
        assertThat(logged.lines()).noneMatch(line -> line.getMessage().startsWith("ONEVENT-153"));
    }
}
