package io.onevent.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A folder below target that is made and thrown away. */
public final class Folder {

    /** Maven says it where it starts this. */
    static final Path PROJECT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    /** Maven runs several JVMs with tests at once, and gives each a name of its own. */
    private static final Path OF_FORK = PROJECT.resolve("target/it").resolve(fork());

    private Folder() {}

    private static String fork() {
        String fork = System.getProperty("onevent.test.fork", "alone");
        if (!fork.matches("alone|fork-\\d+")) {
            throw new IllegalStateException("onevent.test.fork=" + fork);
        }
        return fork;
    }

    /** A folder that no JVM uses that runs other tests at the same time; it may not be there. */
    public static Path ofFork(String name) {
        return OF_FORK.resolve(name);
    }

    public static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what is in a folder into another one, which is made. */
    public static void copy(Path from, Path to) throws IOException {
        for (Path file : contents(from)) {
            Path copy = to.resolve(from.relativize(file));
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(file, copy);
            }
        }
    }

    /** Deletes a folder with all that is in it, if it is there. */
    public static void delete(Path folder) {
        if (Files.exists(folder)) {
            // A server that is going may delete some of it itself.
            contents(folder).stream()
                    .sorted(Comparator.reverseOrder())
                    .map(Path::toFile)
                    .forEach(File::delete);
        }
    }

    private static List<Path> contents(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
