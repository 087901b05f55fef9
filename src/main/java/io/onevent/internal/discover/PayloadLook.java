package io.onevent.internal.discover;

import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Stream;

/**
 * Looks at the type of a payload as JSON-B would, and finds what cannot be read into it. What has an adapter, a
 * deserializer or a visibility of its own, and what it is made of, is not looked at.
 */
public final class PayloadLook {

    /** Of the platform's interfaces and abstract classes JSON-B knows these, and what is below them. */
    private static final List<Class<?>> KNOWN = List.of(
            Collection.class,
            Map.class,
            Number.class,
            Calendar.class,
            TimeZone.class,
            ZoneId.class,
            Path.class,
            JsonValue.class);

    private final Set<Type> seen = new HashSet<>();
    private final Set<Class<?>> ownWays = new HashSet<>();
    private final List<String> impossible = new ArrayList<>();
    private final List<String> doubtful = new ArrayList<>();

    private PayloadLook() {}

    public static PayloadLook at(Type type) {
        PayloadLook look = new PayloadLook();
        try {
            look.look(type, null);
        } catch (LinkageError | TypeNotPresentException missing) {
            // An optional class of the application is not there: what uses it cannot be judged.
            return new PayloadLook();
        }
        return look;
    }

    /** The classes on its way that are read in a way of their own. */
    public Set<Class<?>> ownWays() {
        return ownWays;
    }

    /** Why no payload at all can be read into the type. */
    List<String> impossible() {
        return impossible;
    }

    /** Why some payloads may not be read, or lose something. */
    List<String> doubtful() {
        return doubtful;
    }

    /** @param where the property that has the type, or null for the payload itself */
    private void look(Type type, String where) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof ParameterizedType generic) {
            look((Class<?>) generic.getRawType(), where, true);
            for (Type argument : generic.getActualTypeArguments()) {
                look(argument, within(where, type));
            }
        } else if (type instanceof GenericArrayType array) {
            look(array.getGenericComponentType(), within(where, type));
        } else if (type instanceof WildcardType wildcard) {
            look(wildcard.getUpperBounds()[0], within(where, type));
        } else if (type instanceof Class<?> simple && simple.isArray()) {
            look(simple.getComponentType(), within(where, type));
        } else if (!(type instanceof TypeVariable)) {
            look((Class<?>) type, where, false);
        }
    }

    private static String within(String where, Type type) {
        return where == null ? Candidate.simple(type) : where;
    }

    private void look(Class<?> type, String where, boolean hasArguments) {
        if (JsonProperties.isOfPlatform(type)) {
            if (isAbstract(type)
                    && !type.isPrimitive()
                    && KNOWN.stream().noneMatch(known -> known.isAssignableFrom(type))) {
                doubt(type, where, "is no type that JSON-B knows");
            }
        } else if (JsonProperties.isOwnWay(type)) {
            ownWays.add(type);
        } else if (!type.isEnum() && !isContainer(type)) {
            lookAtMembers(type, where, hasArguments);
        }
    }

    private static boolean isContainer(Class<?> type) {
        return !isAbstract(type) && (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
    }

    private void lookAtMembers(Class<?> type, String where, boolean hasArguments) {
        List<JsonbTypeInfo> known = JsonProperties.typeInfo(type);
        known.stream()
                .flatMap(subtypes -> Stream.of(subtypes.value()))
                .map(JsonbSubtype::type)
                .filter(type::isAssignableFrom)
                .forEach(subtype -> look(subtype, within(where, type)));
        if (isAbstract(type)) {
            if (known.isEmpty()) {
                String kind = type.isInterface() ? "an interface" : "an abstract class";
                deny(type, where, "is " + kind + " without @JsonbTypeInfo");
            }
            return;
        }
        if (type.getTypeParameters().length > 0 && !hasArguments) {
            String variable = type.getTypeParameters()[0].getName();
            doubt(type, where, "is generic, and nothing says what its " + variable + " stands for");
        }
        if (!isOpen(type.getModifiers())) {
            doubt(type, where, "is not public, so that JSON-B may not reach what it is made of");
            return;
        }
        if (known.isEmpty()) {
            lookAtConstructors(type, where);
        }
        JsonProperties properties = new JsonProperties(type);
        Set<String> lost = properties.lost();
        if (!lost.isEmpty()) {
            String rule = "is written with properties that are not read (" + String.join(", ", lost)
                    + "): they have no public setter, no public field that is not final,"
                    + " and no parameter of that name of a @JsonbCreator";
            doubt(type, where, rule);
        }
        properties.read().forEach((name, property) -> look(property, Candidate.inSource(type) + "." + name));
    }

    private void lookAtConstructors(Class<?> type, String where) {
        Executable creator = JsonProperties.creator(type);
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (creator != null) {
            if (!isOpen(creator.getModifiers())) {
                doubt(type, where, "has a @JsonbCreator or constructor that is not public");
            }
            if (type.isRecord() && constructors.length > 1 && !isAnnotated(creator)) {
                doubt(type, where, "is a record with several constructors, and none has @JsonbCreator");
            }
        } else if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            deny(type, where, "is an inner class, which needs an object of the class around it");
        } else if (Stream.of(constructors)
                .noneMatch(made -> made.getParameterCount() == 0 && isOpen(made.getModifiers()))) {
            deny(type, where, "has neither a public or protected constructor without parameters nor a @JsonbCreator");
        }
    }

    private static boolean isAnnotated(Executable creator) {
        return JsonProperties.find(JsonbCreator.class, creator) != null;
    }

    private static boolean isAbstract(Class<?> type) {
        return Modifier.isAbstract(type.getModifiers());
    }

    private static boolean isOpen(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private void deny(Class<?> type, String where, String why) {
        (where == null ? impossible : doubtful).add(sentence(type, where, why));
    }

    private void doubt(Class<?> type, String where, String why) {
        doubtful.add(sentence(type, where, why));
    }

    private static String sentence(Class<?> type, String where, String why) {
        return (where == null ? "" : where + ": ") + Candidate.inSource(type) + " " + why;
    }
}
