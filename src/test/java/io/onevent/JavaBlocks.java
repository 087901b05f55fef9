package io.onevent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The Java blocks of a Markdown text, and whether they compile. What a block leaves out is added by how it starts:
 * <ul>
 *   <li>{@code import} or {@code package}: nothing; it compiles as it is.
 *   <li>A type, perhaps annotated: {@link #IMPORTS the usual imports}.
 *   <li>An annotation, a modifier or {@code void}: these are members, and are put into a class with the fields of
 *       {@code Given}.
 *   <li>Anything else: these are statements, and are put into a method of such a class.
 * </ul>
 * The types {@code Order}, {@code Invoice} and {@code Shipment} are there unless a block has its own.
 */
public final class JavaBlocks {

    private static final Pattern BLOCK =
            Pattern.compile("^([ ]*)```java[ ]*\\n(.*?)^[ ]*```[ ]*$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern TYPE = Pattern.compile(
            "^(?:@[^\\n]*\\n|[ ]*\\n|//[^\\n]*\\n|/\\*.*?\\*/\\s*)*((?:public|final|abstract|sealed)[ ]+)*"
                    + "(?:class|interface|record|enum|@interface)[ ]+(\\w+)",
            Pattern.DOTALL);

    private static final Pattern MEMBERS =
            Pattern.compile("^(@|(public|protected|private|static|final|abstract|void)\\b)");

    private static final String IMPORTS = Stream.of(
                    "io.onevent.*",
                    "jakarta.enterprise.context.*",
                    "jakarta.enterprise.inject.Produces",
                    "jakarta.inject.*",
                    "jakarta.json.bind.*",
                    "jakarta.persistence.EntityManager",
                    "jakarta.persistence.PersistenceContext",
                    "jakarta.transaction.*",
                    "java.time.*",
                    "java.util.*",
                    "java.util.concurrent.*",
                    "given.*")
            .map(type -> "import " + type + "; ")
            .reduce("", String::concat);

    private static final List<JavaFileObject> GIVEN = List.of(
            source(
                    "given/Order",
                    "package given; public class Order { public long getId() { return 0; }"
                            + " public boolean isCancelled() { return false; }"
                            + " public boolean isLocked() { return false; } }"),
            source("given/Invoice", "package given; public class Invoice { public Invoice(Order order) {} }"),
            source("given/Shipment", "package given; public class Shipment { public Shipment(Order order) {} }"),
            source(
                    "given/Given",
                    "package given; public class Given { protected jakarta.persistence.EntityManager em;"
                            + " protected io.onevent.EventPublisher events; protected io.onevent.DeadEvents deadEvents;"
                            + " protected Order order; protected Invoice invoice; }"));

    /** A block with the line of the text in which it starts. */
    public record Block(int line, String text) {

        /** Compiles it into a folder; what the compiler has against it, each with the line of the whole text. */
        public List<String> errors(Path classes) {
            return compile(toSource(), classes).stream()
                    .map(error -> "line " + (line + error.getLineNumber() - 1) + ": " + error.getMessage(null))
                    .toList();
        }

        @Override
        public String toString() {
            return "line " + line;
        }

        /** Of as many lines as the block, so that line numbers stay true. */
        private JavaFileObject toSource() {
            if (text.startsWith("import ") || text.startsWith("package ")) {
                return source(typeName("Block"), text);
            }
            if (TYPE.matcher(text).lookingAt()) {
                return source(typeName("Block"), IMPORTS + text);
            }
            if (MEMBERS.matcher(text).lookingAt()) {
                return source("Block", IMPORTS + "class Block extends Given { " + text + "}");
            }
            return source(
                    "Block",
                    IMPORTS + "class Block extends Given { void statements() throws Exception { " + text + "}}");
        }

        private String typeName(String otherwise) {
            Matcher type = Pattern.compile("^public .*?(?:class|interface|record|enum)[ ]+(\\w+)", Pattern.MULTILINE)
                    .matcher(text);
            return type.find() ? type.group(1) : otherwise;
        }
    }

    private JavaBlocks() {}

    /** Those of a text, in their order. */
    public static List<Block> of(String markdown) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(markdown);
        while (block.find()) {
            int line = 1 + (int) markdown.substring(0, block.start(2)).lines().count();
            blocks.add(new Block(line, block.group(2).stripIndent()));
        }
        return blocks;
    }

    private static List<Diagnostic<? extends JavaFileObject>> compile(JavaFileObject source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<JavaFileObject> sources = new ArrayList<>(GIVEN);
            sources.add(source);
            List<String> options =
                    List.of("-proc:none", "-implicit:none", "-cp", System.getProperty("java.class.path"));
            compiler.getTask(null, files, diagnostics, options, null, sources).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    private static JavaFileObject source(String path, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + path + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
