package io.onevent.it;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the queue when its PostgreSQL fails over to a standby, again and again. */
@Tag("ha")
class FailoverIT {

    @ParameterizedTest(name = "mode {0}")
    @ValueSource(strings = {"single", "all"})
    void with_a_synchronous_standby_nothing_is_lost_and_nothing_done_twice(String mode) {
        try (Failovers failovers = new Failovers(mode, true)) {
            failovers.run();
        }
    }

    @ParameterizedTest(name = "mode {0}")
    @ValueSource(strings = {"single", "all"})
    void with_an_asynchronous_standby_only_what_the_database_lost_is_lost(String mode) {
        try (Failovers failovers = new Failovers(mode, false)) {
            failovers.run();
        }
    }
}
