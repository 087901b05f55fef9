package io.onevent.it;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import io.onevent.server.Folder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database whose disk has no room left for a while. The disk is memory that is mounted, which root may do, in most containers not. */
@Tag("faults")
class DiskFullIT {

    private static final Duration ALLOWANCE = ClusterContract.ALLOWANCE;
    private static final Duration FULL = ofSeconds(20);
    private static final Duration RECOVERY = ofSeconds(30);
    private static final String MEGABYTES = "64";

    @ParameterizedTest(name = "mode {0}")
    @ValueSource(strings = {"single", "all"})
    void a_disk_that_is_full_for_a_while_loses_nothing_and_what_waited_is_handled_afterwards(String mode) {
        assumeThat(DatabaseProduct.chosen()).isEqualTo(DatabaseProduct.POSTGRESQL);
        Path disk = Folder.create(
                Folder.ofFork("disk-" + mode + "-" + ProcessHandle.current().pid()));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", disk.toString()))
                .as("a file system can be mounted")
                .isZero();
        Database database = null;
        try {
            database = TestDatabase.newDatabaseIn(Folder.create(disk.resolve("tables")));
            fill(database, disk.resolve("filler"), mode);
        } finally {
            if (database != null) {
                TestDatabase.drop(database);
            }
            run("umount", disk.toString());
        }
    }

    private static void fill(Database database, Path filler, String mode) {
        TestApp app = TestApp.on(database, "app")
                .handlers(RecordHandler.class)
                .config("onevent.lease", "PT5S")
                .config("onevent.mode", mode)
                .config("onevent.retry.max-retries", "10000")
                .config("onevent.retry.max-delay", "PT2S")
                .build();
        try (Pair pair = new Pair("disk-" + mode, app)) {
            pair.ensureUp();
            for (int round = 1; round <= Rounds.count(); round++) {
                database.execute("TRUNCATE ledger");
                try (Publishers publishers =
                        Publishers.of("record", ofMillis(5), pair.stream().toArray(Server[]::new))) {
                    await("they work").atMost(ALLOWANCE).until(() -> database.effects("record") > 20);
                    takeAllRoom(filler);
                    await("the database says that there is none left")
                            .atMost(ALLOWANCE)
                            .until(() -> pair.stream().anyMatch(server -> server.logged("No space left on device")));
                    long end = System.nanoTime() + FULL.toNanos();
                    await("a while without room").atMost(ALLOWANCE).until(() -> System.nanoTime() > end);
                    Files.delete(filler);
                    publishers.end();
                    await("all are handled").atMost(RECOVERY).until(() -> database.waiting() == 0);
                    publishers.assertOneEffectEach(database);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Writes until nothing more can be written. */
    private static void takeAllRoom(Path filler) {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException noSuchProgram) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
