package io.onevent.it;

import static org.awaitility.Awaitility.await;

import io.onevent.server.Folder;
import io.onevent.server.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The MariaDB server that Maven unpacks in the profile of that name. Its time zone and its character set are not those of the
 * tests, so that nothing is right by chance.
 */
final class MariaDbServer implements DatabaseServer {

    private static final Path FOLDER =
            Folder.ofFork("mariadb-" + ProcessHandle.current().pid());
    private static final Path DATA = FOLDER.resolve("data");
    private static final Path LOG = Path.of(FOLDER + ".log");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path home = home();
    private Process process;
    private int port;

    private static Path home() {
        try (var files = Files.walk(Path.of("target/server/mariadb"))) {
            return files.filter(file -> file.endsWith("bin/mariadbd"))
                    .map(file -> file.getParent().getParent().toAbsolutePath())
                    .findAny()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        try {
            if (port == 0) {
                port = Ports.free();
                install();
            }
            process = run(
                    Path.of("/dev/null"),
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + FOLDER.resolve("socket"),
                    "--pid-file=" + FOLDER.resolve("pid"),
                    "--init-file=" + FOLDER.resolve("user.sql"),
                    "--skip-name-resolve",
                    "--skip-ssl",
                    "--default-time-zone=+05:45",
                    "--character-set-server=latin1",
                    "--max-connections=300",
                    "--innodb-flush-log-at-trx-commit=2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("MariaDB answers")
                .atMost(LIMIT)
                .failFast("it has ended, see " + LOG, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> {
                    execute("SELECT 1");
                    return true;
                });
    }

    /** Makes the server's own tables. */
    private void install() throws IOException {
        Folder.create(DATA);
        Files.writeString(
                FOLDER.resolve("user.sql"),
                "CREATE USER IF NOT EXISTS test IDENTIFIED BY 'test';\nGRANT ALL ON *.* TO test WITH GRANT OPTION;\n");
        List<String> tables =
                new ArrayList<>(List.of("CREATE DATABASE mysql;", "USE mysql;", "SET @auth_root_socket = NULL;"));
        for (String name : List.of("system_tables", "performance_tables", "system_tables_data")) {
            tables.addAll(Files.readAllLines(home.resolve("share/mariadb_" + name + ".sql")));
        }
        Process installer = run(Files.write(FOLDER.resolve("tables.sql"), tables), "--bootstrap", "--log-warnings=0");
        await("MariaDB's own tables").atMost(LIMIT).until(() -> !installer.isAlive());
        if (installer.exitValue() != 0) {
            throw new IllegalStateException("MariaDB's own tables could not be made, see " + LOG);
        }
    }

    private Process run(Path input, String... options) throws IOException {
        File program = home.resolve("bin/mariadbd").toFile();
        program.setExecutable(true);
        List<String> command = new ArrayList<>(List.of(
                program.getPath(),
                "--no-defaults",
                "--basedir=" + home,
                "--lc-messages-dir=" + home.resolve("share"),
                "--datadir=" + DATA,
                // A server that starts removes what it takes for temporary tables of a crash, also those of its
                // neighbour.
                "--tmpdir=" + DATA.getParent()));
        command.addAll(Arrays.asList(options));
        // Refused unless it is said.
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start();
    }

    @Override
    public void stop() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void delete() {
        process.destroyForcibly();
        Folder.delete(FOLDER);
    }

    @Override
    public void create(String name) {
        try {
            execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        String user = DatabaseProduct.MARIADB.user();
        try (var connection = DriverManager.getConnection(url(""), user, user);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String url(String name) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + name + "?connectTimeout=10000";
    }
}
