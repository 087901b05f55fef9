package io.onevent.bench;

import io.onevent.bench.app.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts statements in the database server's log, in which each is an entry: also BEGIN and COMMIT, and each one of a batch that
 * the driver did not make one statement of.
 */
final class StatementLog {

    static final String FOLDER = "statements";

    /** The one file in it. */
    static final String FILE = "log";

    private static final Pattern STATEMENT =
            Pattern.compile("by=(?<by>[^=]*) in=(?<in>\\w+) LOG:  (statement|execute [^:]*): ");

    private static final Duration UNTIL_WRITTEN = Duration.ofMillis(50);
    private static final Duration FOR_ALL_SESSIONS = Duration.ofMillis(300);

    private final BenchDatabase main;
    private final Path folder;
    /** By database, and then by application. */
    private final Map<String, Map<String, Long>> counts = new HashMap<>();

    private long read;
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

    /** How many statements of a contender in this database have been logged since the counting began. */
    long count(BenchDatabase database) {
        if (!counting) {
            return 0;
        }
        Pace.pause(UNTIL_WRITTEN);
        readOn();
        Map<String, Long> byApplication = counts.getOrDefault(database.name(), Map.of());
        return database.counted() == null
                ? byApplication.values().stream().mapToLong(Long::longValue).sum()
                : byApplication.getOrDefault(database.counted(), 0L);
    }

    private void readOn() {
        try (var log = Files.newInputStream(folder.resolve(FILE))) {
            log.skipNBytes(read);
            byte[] fresh = log.readAllBytes();
            String text = new String(fresh, StandardCharsets.ISO_8859_1);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            read += whole.length();
            whole.lines()
                    .map(STATEMENT::matcher)
                    .filter(Matcher::lookingAt)
                    .filter(entry -> !entry.group("by").equals(BenchDatabase.OBSERVER))
                    .forEach(entry -> counts.computeIfAbsent(entry.group("in"), first -> new HashMap<>())
                            .merge(entry.group("by"), 1L, Long::sum));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
