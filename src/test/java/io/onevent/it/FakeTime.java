package io.onevent.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * libfaketime, where this machine has it: shifts the wall clock of a process, and leaves alone the one that measures
 * durations. A JVM has no option of its own for that.
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
        return Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME",
                offset,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // What the same is called by older versions.
                "DONT_FAKE_MONOTONIC",
                "1");
    }
}
