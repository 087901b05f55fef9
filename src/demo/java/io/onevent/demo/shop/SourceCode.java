package io.onevent.demo.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in this application's own source what a button calls and what handles its event: so what is shown is what runs. */
public final class SourceCode {

    /** Those that are put beside the classes. */
    public static final List<String> FILES = List.of("PublishResource.java", "Shop.java", "OrderHandlers.java");

    /** A member of a class, with its comment and annotations, up to the brace in its column. */
    private static final Pattern METHOD = Pattern.compile(
            "(?m)^(?:    (?:/\\*\\*|@).*\\n|     \\*.*\\n)*    [\\w<>., ]+ (\\w+)\\([^;{]*\\{\\n(?:(?!    \\}$).*\\n)*    \\}$");

    private final UnaryOperator<String> files;

    /** @param files gives the text of a file by its name */
    SourceCode(UnaryOperator<String> files) {
        this.files = files;
    }

    /** As they lie beside the classes. */
    static SourceCode packaged() {
        return new SourceCode(SourceCode::read);
    }

    private static String read(String file) {
        try (InputStream source = SourceCode.class.getResourceAsStream(file)) {
            if (source == null) {
                throw new IllegalStateException(file + " is not among the application's classes");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** The call that the button makes, and the methods of the shop that it leads through; empty if there is no such button. */
    Optional<String> publishing(String button) {
        Matcher call = Pattern.compile("case [^;>]*\"" + Pattern.quote(button) + "\"[^;>]*-> (shop\\.(\\w+)\\([^;]*);")
                .matcher(files.apply("PublishResource.java"));
        if (!call.find()) {
            return Optional.empty();
        }
        Map<String, String> methods = methods(files.apply("Shop.java"));
        StringBuilder code = new StringBuilder("// the button \"" + button + "\" calls " + call.group(1));
        for (String name : reached(call.group(2), methods)) {
            code.append("\n\n").append(methods.get(name));
        }
        return Optional.of(code.toString());
    }

    /** The handler of events of this name; empty if there is none. */
    Optional<String> handler(String event) {
        return methods(files.apply("OrderHandlers.java")).values().stream()
                .filter(method -> method.contains("@OnEvent(\"" + event + "\")"))
                .findAny();
    }

    private static Map<String, String> methods(String source) {
        Map<String, String> methods = new LinkedHashMap<>();
        Matcher matcher = METHOD.matcher(source);
        while (matcher.find()) {
            methods.put(matcher.group(1), matcher.group().indent(-4).stripTrailing());
        }
        return methods;
    }

    private static List<String> reached(String from, Map<String, String> methods) {
        Deque<String> open = new ArrayDeque<>(List.of(from));
        List<String> reached = new ArrayList<>();
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            if (methods.containsKey(name) && !reached.contains(name)) {
                reached.add(name);
                methods.keySet().stream()
                        .filter(other -> Pattern.compile("(?<![.\\w])" + other + "\\(")
                                .matcher(methods.get(name))
                                .find())
                        .forEach(open::add);
            }
        }
        return reached;
    }
}
