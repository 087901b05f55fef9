package io.onevent.engine;

import io.onevent.OnEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.annotation.JsonbVisibility;
import jakarta.json.bind.config.PropertyVisibilityStrategy;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
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
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;

/** Types of payload, and a handler of each, which keeps what it was given. */
public final class PayloadTypes {

    /** What a handler was called with last. */
    static volatile Object taken;

    private PayloadTypes() {}

    // What arrives as it was

    public enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "like grass";
            }
        }
    }

    public record Point(int x, String label) {}

    public record Line(Point from, Point to) {}

    public record Computing(int a) {
        public int getTwice() {
            return 2 * a;
        }
    }

    public record Renamed(@JsonbProperty("the x") int x) {}

    public record NoComponents() {}

    public record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            ZonedDateTime zoned,
            OffsetDateTime offset,
            Duration duration,
            Period period,
            DayOfWeek day,
            ZoneId zone) {}

    public record Formatted(@JsonbDateFormat("dd.MM.yyyy") LocalDate date) {}

    public record Boxes(
            Boolean a, Byte b, Short c, Integer d, Long e, Float f, Double g, Character h, String i, Point j) {}

    public record Maybe(Optional<String> text, Optional<Point> point, OptionalInt number) {}

    public record Collected(Set<Colour> set, Deque<String> deque, Collection<String> any, List<? extends Point> list) {}

    public record Mapped(
            Map<Integer, String> byNumber,
            Map<UUID, List<Point>> byId,
            Map<LocalDate, String> byDate,
            Map<Colour, Point> byColour,
            SortedMap<String, Integer> sorted) {}

    public record Arrays(int[] numbers, String[] texts, Point[][] points, byte[] bytes, char[] characters) {}

    public record Tree(JsonObject object, JsonValue value, JsonArray array) {}

    public record Limits(
            long a, long b, int c, double d, double e, float f, byte g, short h, BigDecimal i, BigInteger j) {}

    public record Text(String text) {}

    public static class Fields {
        public int number;
        public String text;
        public List<Point> points;
    }

    public static class Bean {
        private int number;
        private Boolean yes;

        public int getNumber() {
            return number;
        }

        public void setNumber(int number) {
            this.number = number;
        }

        public Boolean isYes() {
            return yes;
        }

        public void setYes(Boolean yes) {
            this.yes = yes;
        }
    }

    public static class Chained {
        private int number;

        public int getNumber() {
            return number;
        }

        public Chained setNumber(int number) {
            this.number = number;
            return this;
        }
    }

    public static class ForSubclasses {
        public int number;

        protected ForSubclasses() {}
    }

    public static class Extended extends ForSubclasses {
        public int more;
    }

    public static class Created {
        private final int number;

        @JsonbCreator
        public Created(@JsonbProperty("number") int number) {
            this.number = number;
        }

        public int getNumber() {
            return number;
        }
    }

    public static class FromFactory {
        private final int number;

        private FromFactory(int number) {
            this.number = number;
        }

        @JsonbCreator
        public static FromFactory of(@JsonbProperty("number") int number) {
            return new FromFactory(number);
        }

        public int getNumber() {
            return number;
        }
    }

    public static class MoneyAdapter implements JsonbAdapter<Money, String> {
        @Override
        public String adaptToJson(Money money) {
            return String.valueOf(money.cents);
        }

        @Override
        public Money adaptFromJson(String text) {
            return new Money(Long.parseLong(text));
        }
    }

    /** JSON-B sees nothing of it but by its adapter. */
    @JsonbTypeAdapter(MoneyAdapter.class)
    public static class Money {
        private final long cents;

        public Money(long cents) {
            this.cents = cents;
        }
    }

    public record Price(Money money, List<Money> more) {}

    public static class LocaleAdapter implements JsonbAdapter<Locale, String> {
        @Override
        public String adaptToJson(Locale locale) {
            return locale.toLanguageTag();
        }

        @Override
        public Locale adaptFromJson(String tag) {
            return Locale.forLanguageTag(tag);
        }
    }

    public static class Adapted {
        @JsonbTypeAdapter(LocaleAdapter.class)
        public Locale locale;
    }

    public static class EveryField implements PropertyVisibilityStrategy {
        @Override
        public boolean isVisible(Field field) {
            return true;
        }

        @Override
        public boolean isVisible(Method method) {
            return false;
        }
    }

    @JsonbVisibility(EveryField.class)
    public static class Visible {
        private int number;
    }

    @JsonbNillable
    public static class Nillable {
        public String text;
        public Integer number;
    }

    public static class Partly {
        @JsonbTransient
        public int derived;

        public int number;
    }

    @JsonbTypeInfo({@JsonbSubtype(alias = "cat", type = Cat.class), @JsonbSubtype(alias = "dog", type = Dog.class)})
    public interface Animal {}

    public static class Cat implements Animal {
        public String name;
    }

    public static class Dog implements Animal {
        public int age;
    }

    /** No subtype that its interface knows. */
    public static class Wolf implements Animal {
        public int age;
    }

    @JsonbTypeInfo(@JsonbSubtype(alias = "circle", type = Circle.class))
    public sealed interface Shape permits Circle {}

    public record Circle(int radius) implements Shape {}

    @JsonbTypeInfo(@JsonbSubtype(alias = "car", type = Car.class))
    public abstract static class Vehicle {
        public int wheels;
    }

    public static class Car extends Vehicle {
        public int doors;
    }

    public static class Box<T> {
        public T content;
    }

    public static class BoxOfPoint extends Box<Point> {}

    public record Batch<T>(List<T> items) {}

    public record Numeric<T extends Number>(T value) {}

    public static class Chain {
        public Chain next;
        public int number;
    }

    @ApplicationScoped
    static class Arriving {

        private static void take(Object payload) {
            taken = payload;
        }

        @OnEvent("int")
        void on(int payload) {
            take(payload);
        }

        @OnEvent("long")
        void on(Long payload) {
            take(payload);
        }

        @OnEvent("double")
        void on(double payload) {
            take(payload);
        }

        @OnEvent("float")
        void on(Float payload) {
            take(payload);
        }

        @OnEvent("boolean")
        void on(boolean payload) {
            take(payload);
        }

        @OnEvent("char")
        void on(char payload) {
            take(payload);
        }

        @OnEvent("BigDecimal")
        void on(BigDecimal payload) {
            take(payload);
        }

        @OnEvent("BigInteger")
        void on(BigInteger payload) {
            take(payload);
        }

        @OnEvent("Number")
        void on(Number payload) {
            take(payload);
        }

        @OnEvent("String")
        void on(String payload) {
            take(payload);
        }

        @OnEvent("enum")
        void on(Colour payload) {
            take(payload);
        }

        @OnEvent("UUID")
        void on(UUID payload) {
            take(payload);
        }

        @OnEvent("URI")
        void on(URI payload) {
            take(payload);
        }

        @OnEvent("Date")
        void on(Date payload) {
            take(payload);
        }

        @OnEvent("Calendar")
        void on(Calendar payload) {
            take(payload);
        }

        @OnEvent("Instant")
        void on(Instant payload) {
            take(payload);
        }

        @OnEvent("ZonedDateTime")
        void on(ZonedDateTime payload) {
            take(payload);
        }

        @OnEvent("Duration")
        void on(Duration payload) {
            take(payload);
        }

        @OnEvent("Object")
        void on(Object payload) {
            take(payload);
        }

        @OnEvent("JsonObject")
        void on(JsonObject payload) {
            take(payload);
        }

        @OnEvent("int[]")
        void on(int[] payload) {
            take(payload);
        }

        @OnEvent("record[][]")
        void on(Point[][] payload) {
            take(payload);
        }

        @OnEvent("record")
        void on(Point payload) {
            take(payload);
        }

        @OnEvent("record of records")
        void on(Line payload) {
            take(payload);
        }

        @OnEvent("record that computes")
        void on(Computing payload) {
            take(payload);
        }

        @OnEvent("record with a name of its own")
        void on(Renamed payload) {
            take(payload);
        }

        @OnEvent("record of nothing")
        void on(NoComponents payload) {
            take(payload);
        }

        @OnEvent("record of times")
        void on(Times payload) {
            take(payload);
        }

        @OnEvent("record with a format")
        void on(Formatted payload) {
            take(payload);
        }

        @OnEvent("record of boxes")
        void on(Boxes payload) {
            take(payload);
        }

        @OnEvent("record of optionals")
        void on(Maybe payload) {
            take(payload);
        }

        @OnEvent("record of collections")
        void on(Collected payload) {
            take(payload);
        }

        @OnEvent("record of maps")
        void on(Mapped payload) {
            take(payload);
        }

        @OnEvent("record of arrays")
        void on(Arrays payload) {
            take(payload);
        }

        @OnEvent("record of JSON")
        void on(Tree payload) {
            take(payload);
        }

        @OnEvent("record at the limits")
        void on(Limits payload) {
            take(payload);
        }

        @OnEvent("text")
        void on(Text payload) {
            take(payload);
        }

        @OnEvent("fields")
        void on(Fields payload) {
            take(payload);
        }

        @OnEvent("bean")
        void on(Bean payload) {
            take(payload);
        }

        @OnEvent("setters that return")
        void on(Chained payload) {
            take(payload);
        }

        @OnEvent("protected constructor")
        void on(ForSubclasses payload) {
            take(payload);
        }

        @OnEvent("subclass")
        void on(Extended payload) {
            take(payload);
        }

        @OnEvent("creator")
        void on(Created payload) {
            take(payload);
        }

        @OnEvent("factory")
        void on(FromFactory payload) {
            take(payload);
        }

        @OnEvent("List of what has an adapter")
        void moneys(List<Money> payload) {
            take(payload);
        }

        @OnEvent("Map of arrays of what has an adapter")
        void moneysByName(Map<String, Money[]> payload) {
            take(payload);
        }

        @OnEvent("Optional of what has an adapter")
        void perhaps(Optional<Money> payload) {
            take(payload);
        }

        @OnEvent("adapter of the class")
        void on(Money payload) {
            take(payload);
        }

        @OnEvent("record of what has an adapter")
        void on(Price payload) {
            take(payload);
        }

        @OnEvent("adapter of a field")
        void on(Adapted payload) {
            take(payload);
        }

        @OnEvent("visibility")
        void on(Visible payload) {
            take(payload);
        }

        @OnEvent("nillable")
        void on(Nillable payload) {
            take(payload);
        }

        @OnEvent("transient")
        void on(Partly payload) {
            take(payload);
        }

        @OnEvent("polymorphic")
        void on(Animal payload) {
            take(payload);
        }

        @OnEvent("sealed")
        void on(Shape payload) {
            take(payload);
        }

        @OnEvent("abstract")
        void on(Vehicle payload) {
            take(payload);
        }

        @OnEvent("generic class")
        void box(Box<Point> payload) {
            take(payload);
        }

        @OnEvent("generic class of itself")
        void boxes(Box<Box<Point>> payload) {
            take(payload);
        }

        @OnEvent("generic superclass")
        void on(BoxOfPoint payload) {
            take(payload);
        }

        @OnEvent("generic record")
        void batch(Batch<Point> payload) {
            take(payload);
        }

        @OnEvent("generic record with a bound")
        void on(Numeric<Integer> payload) {
            take(payload);
        }

        @OnEvent("List")
        void list(List<Point> payload) {
            take(payload);
        }

        @OnEvent("List of what is polymorphic")
        void animals(List<Animal> payload) {
            take(payload);
        }

        @OnEvent("Map")
        void map(Map<String, Point> payload) {
            take(payload);
        }

        @OnEvent("Map of anything")
        void anything(Map<String, Object> payload) {
            take(payload);
        }

        @OnEvent("Map of lists of maps")
        void deep(Map<String, List<Map<Integer, Point>>> payload) {
            take(payload);
        }

        @OnEvent("EnumSet")
        void set(EnumSet<Colour> payload) {
            take(payload);
        }

        @OnEvent("Optional")
        void optional(Optional<Point> payload) {
            take(payload);
        }

        @OnEvent("chain")
        void on(Chain payload) {
            take(payload);
        }
    }

    // What fails the deployment

    public interface Unknown {}

    public sealed interface Figure permits Square {}

    public record Square(int side) implements Figure {}

    public abstract static class Half {
        public int number;
    }

    public static class Value {
        private final int number;

        public Value(int number) {
            this.number = number;
        }

        public int getNumber() {
            return number;
        }
    }

    public static class Single {
        public int number;

        private Single() {}
    }

    public class Inner {
        public int number;
    }

    @ApplicationScoped
    static class OfInterface {
        @OnEvent("refused")
        void on(Unknown payload) {}
    }

    @ApplicationScoped
    static class OfSealed {
        @OnEvent("refused")
        void on(Figure payload) {}
    }

    @ApplicationScoped
    static class OfAbstract {
        @OnEvent("refused")
        void on(Half payload) {}
    }

    @ApplicationScoped
    static class OfValue {
        @OnEvent("refused")
        void on(Value payload) {}
    }

    @ApplicationScoped
    static class OfSingle {
        @OnEvent("refused")
        void on(Single payload) {}
    }

    @ApplicationScoped
    static class OfInner {
        @OnEvent("refused")
        void on(Inner payload) {}
    }

    // What is warned of at the deployment

    public static class GettersOnly {
        private int number;
        private String text;

        public int getNumber() {
            return number;
        }

        public String getText() {
            return text;
        }
    }

    public static class FinalFields {
        public final int number = Integer.parseInt("5");
    }

    public static class Misnamed {
        private int number;

        @JsonbProperty("written")
        public int getNumber() {
            return number;
        }

        public void setNumber(int number) {
            this.number = number;
        }
    }

    public record Holding(int number, Unknown unknown) {}

    record NotPublic(int number) {}

    public record Twice(int number) {
        public Twice() {
            this(7);
        }
    }

    @ApplicationScoped
    static class Doubtful {
        @OnEvent("getters only")
        void on(GettersOnly payload) {}

        @OnEvent("final fields")
        void on(FinalFields payload) {}

        @OnEvent("misnamed")
        void on(Misnamed payload) {}

        @OnEvent("holding an interface")
        void on(Holding payload) {}

        @OnEvent("list of interfaces")
        void list(List<Unknown> payload) {}

        @OnEvent("not public")
        void on(NotPublic payload) {}

        @OnEvent("two constructors")
        void on(Twice payload) {}

        @SuppressWarnings("rawtypes")
        @OnEvent("raw generic")
        void on(Box payload) {}
    }

    // What cannot be read

    public record Any<T>(T value) {}

    public record Careful(int number) {
        public Careful {
            if (number > 0) {
                throw new IllegalStateException("refused by the record: " + number);
            }
        }
    }

    public record Order(long orderId, String item) {}

    public record Customer(long customerId, String name) {}

    @ApplicationScoped
    static class Unreadable {
        @OnEvent("unreadable.any")
        void any(Any<Point> payload) {}

        @OnEvent("unreadable.locale")
        void on(Locale payload) {}

        @OnEvent("unreadable.enum-map")
        void on(EnumMap<Colour, String> payload) {}

        @OnEvent("unreadable.careful")
        void on(Careful payload) {}

        @OnEvent("unreadable.animal")
        void on(Animal payload) {}

        @OnEvent("unreadable.order")
        void on(Order payload) {}

        @OnEvent("unreadable.point")
        void on(Point payload) {}

        @OnEvent("unreadable.int")
        void on(int payload) {}

        @OnEvent("unreadable.colour")
        void on(Colour payload) {}

        @OnEvent("unreadable.date")
        void on(LocalDate payload) {}

        @OnEvent("unreadable.chain")
        void on(Chain payload) {}
    }
}
