package io.onevent.it;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Programs and libraries that the distribution brings. A test that needs one which is missing is skipped, and says which package has it. */
final class Installed {

    private static final List<Path> PROGRAMS = Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin")
            .map(Path::of)
            .toList();

    private Installed() {}

    /** A program by its name. */
    static Path program(String name, String debianPackage) {
        return required(PROGRAMS.stream().map(folder -> folder.resolve(name)), name, debianPackage);
    }

    /** The programs of the newest PostgreSQL that can copy a server which runs, which those that Maven fetches cannot. */
    static Path postgres() {
        return required(
                        versions(Path.of("/usr/lib/postgresql")).map(version -> version.resolve("bin/pg_basebackup")),
                        "pg_basebackup",
                        "postgresql")
                .getParent();
    }

    /** What makes servers of MariaDB a cluster. */
    static Path galera() {
        return required(
                Stream.of("/usr/lib/galera", "/usr/lib64/galera-4", "/usr/lib64/galera")
                        .map(folder -> Path.of(folder, "libgalera_smm.so")),
                "libgalera_smm.so",
                "galera-4");
    }

    private static Path required(Stream<Path> places, String what, String debianPackage) {
        Path found = places.filter(Files::isReadable).findFirst().orElse(null);
        assumeThat(found)
                .as(what + " is not installed; Debian has it in the package " + debianPackage)
                .isNotNull();
        return found;
    }

    private static Stream<Path> versions(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (var versions = Files.list(folder)) {
            return versions.sorted(Comparator.comparing(Installed::version).reversed()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }
}
