package io.onevent.internal.discover;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.annotation.JsonbTypeSerializer;
import jakarta.json.bind.annotation.JsonbVisibility;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What JSON-B writes and reads of a class by its default rules: public getters and setters, public fields without
 * them, the components of a record, the parameters of a {@code @JsonbCreator}.
 */
public final class JsonProperties {

    private static final List<Class<? extends Annotation>> OWN_WAYS = List.of(
            JsonbTypeAdapter.class, JsonbTypeSerializer.class, JsonbTypeDeserializer.class, JsonbVisibility.class);

    private final Map<String, Property> properties = new TreeMap<>();
    private final Map<String, Type> read = new TreeMap<>();

    /** The member of a property from which its value is written. */
    public record Written(Member member) {

        /** The value in this object. */
        public Object in(Object owner) throws ReflectiveOperationException {
            return member instanceof Method getter ? getter.invoke(owner) : ((Field) member).get(owner);
        }
    }

    /** A property by its name in Java. */
    private static final class Property {

        private Field field;
        private Method getter;
        private Method setter;

        private Stream<AnnotatedElement> elements() {
            return Stream.<AnnotatedElement>of(field, getter, setter).filter(Objects::nonNull);
        }

        private boolean isTransient() {
            return elements().anyMatch(element -> find(JsonbTransient.class, element) != null);
        }

        /** A getter that is not public hides a public field. */
        private Member written() {
            Member member = getter == null ? field : getter;
            return isPublic(member) && !isTransient() ? member : null;
        }

        private Member read() {
            Member member = setter == null ? field : setter;
            boolean isFinal = member instanceof Field && Modifier.isFinal(member.getModifiers());
            return isPublic(member) && !isFinal && !isTransient() ? member : null;
        }

        private static boolean isPublic(Member member) {
            return member != null
                    && Modifier.isPublic(member.getModifiers())
                    && !Modifier.isTransient(member.getModifiers());
        }

        private String nameBy(Member member, String otherwise) {
            for (Object element : new Object[] {member, field}) {
                if (element != null) {
                    JsonbProperty named = find(JsonbProperty.class, (AnnotatedElement) element);
                    if (named != null && !named.value().isEmpty()) {
                        return named.value();
                    }
                }
            }
            return otherwise;
        }
    }

    /** @throws LinkageError if a class that it uses is missing */
    public JsonProperties(Class<?> type) {
        for (Class<?> owner : hierarchy(type)) {
            learnFields(owner);
            learnMethods(owner);
        }
        if (type.isRecord()) {
            learnComponents(type);
        }
        properties.forEach((name, property) -> {
            Member member = property.read();
            if (member != null) {
                read.put(property.nameBy(member, name), isOwnWay(property.elements()) ? Object.class : typeOf(member));
            }
        });
        Executable creator = creator(type);
        if (creator != null) {
            learnParameters(creator);
        }
    }

    private static Type typeOf(Member member) {
        return member instanceof Method setter
                ? setter.getGenericParameterTypes()[0]
                : ((Field) member).getGenericType();
    }

    private void learnFields(Class<?> owner) {
        for (Field field : owner.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                Property property = property(field.getName());
                property.field = property.field == null ? field : property.field;
            }
        }
    }

    private void learnMethods(Class<?> owner) {
        for (Method method : owner.getDeclaredMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || method.isSynthetic()) {
                continue;
            }
            String name = method.getName();
            boolean gets = method.getParameterCount() == 0 && method.getReturnType() != void.class;
            if (gets && name.matches("get.+") || gets && name.matches("is.+")) {
                Property property = property(propertyName(name.substring(name.startsWith("is") ? 2 : 3)));
                property.getter = property.getter == null ? method : property.getter;
            } else if (method.getParameterCount() == 1 && name.matches("set.+")) {
                Property property = property(propertyName(name.substring(3)));
                property.setter = property.setter == null ? method : property.setter;
            }
        }
    }

    private void learnComponents(Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            property(component.getName()).getter = component.getAccessor();
        }
    }

    private void learnParameters(Executable creator) {
        Type[] types = creator.getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            Parameter parameter = creator.getParameters()[i];
            JsonbProperty named = find(JsonbProperty.class, parameter);
            String name = named == null || named.value().isEmpty() ? parameter.getName() : named.value();
            read.put(name, isOwnWay(Stream.of(parameter)) ? Object.class : types[i]);
        }
    }

    private Property property(String name) {
        return properties.computeIfAbsent(name, added -> new Property());
    }

    /** As JavaBeans have it: {@code number}, but {@code URL}. */
    private static String propertyName(String capitalised) {
        boolean isAcronym = capitalised.length() > 1
                && Character.isUpperCase(capitalised.charAt(0))
                && Character.isUpperCase(capitalised.charAt(1));
        return isAcronym ? capitalised : Character.toLowerCase(capitalised.charAt(0)) + capitalised.substring(1);
    }

    /** The constructor or method that makes its objects of properties; null if there is none. */
    static Executable creator(Class<?> type) {
        List<Executable> candidates = new ArrayList<>(List.of(type.getDeclaredConstructors()));
        candidates.addAll(List.of(type.getDeclaredMethods()));
        for (Executable candidate : candidates) {
            if (find(JsonbCreator.class, candidate) != null) {
                return candidate;
            }
        }
        if (!type.isRecord()) {
            return null;
        }
        Class<?>[] components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return Stream.of(type.getDeclaredConstructors())
                .filter(constructor -> Arrays.equals(constructor.getParameterTypes(), components))
                .findAny()
                .orElse(null);
    }

    /** The class, its superclasses but for Object, and all interfaces. */
    private static Set<Class<?>> hierarchy(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
            all.add(owner);
        }
        for (Class<?> owner : List.copyOf(all)) {
            for (Class<?> above : owner.getInterfaces()) {
                all.addAll(hierarchy(above));
            }
        }
        return all;
    }

    /**
     * Whether annotations say that the class is written and read in a way of its own, of which nothing is known here.
     */
    public static boolean isOwnWay(Class<?> type) {
        return isOwnWay(hierarchy(type).stream()
                .flatMap(owner -> Stream.of(owner, owner.getPackage()))
                .filter(Objects::nonNull));
    }

    private static boolean isOwnWay(Stream<? extends AnnotatedElement> elements) {
        return elements.anyMatch(element -> OWN_WAYS.stream().anyMatch(way -> find(way, element) != null));
    }

    /** Also one that is on another annotation, as JSON-B allows. Null if there is none. */
    static <A extends Annotation> A find(Class<A> type, AnnotatedElement element) {
        A found = element.getAnnotation(type);
        for (Annotation other : found == null ? element.getAnnotations() : new Annotation[0]) {
            found = found == null ? other.annotationType().getAnnotation(type) : found;
        }
        return found;
    }

    /** All names that may stand in the JSON of such an object; none where nothing is known of them. */
    public static Set<String> namesOf(Class<?> type) {
        boolean isKnown = !type.isEnum()
                && !type.isArray()
                && !Modifier.isAbstract(type.getModifiers())
                && !Collection.class.isAssignableFrom(type)
                && !Map.class.isAssignableFrom(type)
                && !isOfPlatform(type)
                && !isOwnWay(type)
                && typeInfo(type).isEmpty();
        return isKnown ? new JsonProperties(type).names() : Set.of();
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>(read.keySet());
        properties.forEach((name, property) -> {
            Member member = property.written();
            if (member != null) {
                names.add(property.nameBy(member, name));
                // So a getter of a record that is none of its components is written by some.
                names.add(member.getName());
            }
        });
        return names;
    }

    /** What says which subtypes there are. */
    static List<JsonbTypeInfo> typeInfo(Class<?> type) {
        return hierarchy(type).stream()
                .map(owner -> find(JsonbTypeInfo.class, owner))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether the class belongs to Java or Jakarta EE: JSON-B has rules of its own for many of these. */
    public static boolean isOfPlatform(Class<?> type) {
        return type.isPrimitive() || type.getName().matches("(java|javax|jakarta)\\..*");
    }

    /** All that is written by the rules of its own class. */
    public List<Written> written() {
        return properties.values().stream()
                .filter(property -> property.written() != null && !isOwnWay(property.elements()))
                .map(property -> new Written(property.written()))
                .toList();
    }

    /** Whether it has fields, none of which is written, and nothing else that is. */
    public boolean isUnseen() {
        return properties.values().stream().allMatch(property -> property.written() == null)
                && properties.values().stream()
                        .anyMatch(property -> property.field != null
                                && !Modifier.isTransient(property.field.getModifiers())
                                && !property.isTransient());
    }

    /** What is read, by its name in JSON; {@code Object} for the type of what is read in a way of its own. */
    public Map<String, Type> read() {
        return read;
    }

    /** The names in JSON of what is written from a field and not read. What a getter computes needs no way back. */
    Set<String> lost() {
        Set<String> lost = new LinkedHashSet<>();
        properties.forEach((name, property) -> {
            Member member = property.written();
            if (member != null && property.field != null) {
                lost.add(property.nameBy(member, name));
            }
        });
        lost.removeAll(read.keySet());
        return lost;
    }
}
