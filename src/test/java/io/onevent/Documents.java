package io.onevent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is written for readers: every Markdown file below a folder that is not of the build. */
final class Documents {

    private static final List<String> FOLDERS = List.of("docs", "liquibase", "server-config");

    private Documents() {}

    static List<Path> in(Path root) {
        try (Stream<Path> top = Files.list(root);
                Stream<Path> below = FOLDERS.stream()
                        .map(root::resolve)
                        .filter(Files::isDirectory)
                        .flatMap(Documents::walk)) {
            return Stream.concat(top.filter(Files::isRegularFile), below)
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(Path::normalize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder).filter(Files::isRegularFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
