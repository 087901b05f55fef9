package io.onevent.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * libfaketime, where this machine has it: shifts the clocks of a process, all by the same, so that durations are what they
 * are. A JVM has no option of its own for that.
 */
final class FakeTime {

    private FakeTime() {}

    /** The library in one of the places where distributions put it. */
    static Optional<Path> library() {
        return Stream.of("lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "lib64", "lib", "local/lib")
                .map(place -> Path.of("/usr", place, "faketime", "libfaketime.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    /**
     * What the environment of a process must have for this.
     *
     * @param offset like {@code +30m}
     */
    static Map<String, String> shiftedBy(String offset) {
        // With its option to leave the monotonic clock alone and its fix for it, every timed wait of a JVM returns at
        // once.
        return Map.of("LD_PRELOAD", library().orElseThrow().toString(), "FAKETIME", offset);
    }

    /**
     * What the environment of a process must have for a clock of the day that jumps by what is written to a file, while its
     * monotonic clock goes on, as on a machine whose clock is set.
     *
     * @param file with an offset like {@code -2h}
     */
    static Map<String, String> shiftedBy(Path file) {
        return Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // It would take every timed wait of a JVM for one by the clock of the day.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }
}
