package io.onevent.bench;

import io.onevent.bench.app.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts statements in the database server's log, in which each is an entry: also BEGIN and COMMIT, and each one of a batch that
 * the driver did not make one statement of.
 */
final class StatementLog {

    static final String FOLDER = "statements";

    private static final Duration UNTIL_WRITTEN = Duration.ofMillis(300);
    private static final Duration FOR_ALL_SESSIONS = Duration.ofMillis(300);

    private final BenchDatabase main;
    private final Path folder;
    private boolean counting;

    StatementLog(BenchDatabase main, Path dataFolder) {
        this.main = main;
        this.folder = dataFolder.resolve(FOLDER);
        main.execute("ALTER SYSTEM SET log_line_prefix = 'by=%a in=%d '");
        reload();
    }

    /** From now on every statement is in the log. */
    void start() {
        main.execute("ALTER SYSTEM SET log_statement = 'all'");
        reload();
        counting = true;
    }

    void stop() {
        counting = false;
        main.execute("ALTER SYSTEM RESET log_statement");
        reload();
    }

    /** A session reads the settings anew before its next statement, once the server has told it to. */
    private void reload() {
        main.queryText("SELECT pg_reload_conf()");
        Pace.pause(FOR_ALL_SESSIONS);
    }

    /** How many statements of a contender in this database are in the log; zero while they are not counted. */
    long count(BenchDatabase database) {
        if (!counting) {
            return 0;
        }
        Pace.pause(UNTIL_WRITTEN);
        Pattern statement = Pattern.compile("by=(?!" + BenchDatabase.OBSERVER + ")[^=]* in=" + database.name()
                + " LOG:  (statement|execute [^:]*): ");
        try (Stream<Path> files = Files.list(folder)) {
            long count = 0;
            for (Path file : files.toList()) {
                try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                    count += lines.filter(line -> statement.matcher(line).lookingAt())
                            .count();
                }
            }
            return count;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
