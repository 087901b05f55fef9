package io.onevent.internal.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.EventStoreException;
import io.onevent.internal.drain.DatabaseGuard.Step;
import io.onevent.internal.log.LoggedLines;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseGuardTest {

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private final List<String> told = new ArrayList<>();
    private final DatabaseGuard guard = new DatabaseGuard(told::add, Duration.ofSeconds(1));

    private void refuse(Step step, String state) {
        guard.run(step, () -> {
            throw new EventStoreException("refused", new SQLException("no", state));
        });
    }

    private void work(Step step) {
        guard.run(step, () -> {});
    }

    private List<String> codes() {
        return log.lines().stream().map(line -> line.getMessage().split(":")[0]).toList();
    }

    @Test
    void a_database_that_fails_is_said_once_however_many_steps_meet_with_it() {
        refuse(Step.LEADS, "08006");
        refuse(Step.TAKE, "08006");
        refuse(Step.LEADS, "08006");
        assertThat(codes()).containsExactly("ONEVENT-311");
    }

    @Test
    void it_is_back_when_what_has_failed_works_again_and_not_when_something_else_works() {
        refuse(Step.TAKE, "57014");
        work(Step.LEASE);
        work(Step.LEADS);
        refuse(Step.TAKE, "57014");
        assertThat(codes()).containsExactly("ONEVENT-311");
        work(Step.TAKE);
        assertThat(codes()).containsExactly("ONEVENT-311", "ONEVENT-312");
        assertThat(told).containsExactly("refused", "refused", null);
    }

    @Test
    void another_cause_is_said_beside_the_first() {
        refuse(Step.CLEANING, "42501");
        refuse(Step.LEADS, "08006");
        assertThat(codes()).containsExactly("ONEVENT-311", "ONEVENT-311");
        work(Step.LEADS);
        assertThat(codes()).containsExactly("ONEVENT-311", "ONEVENT-311");
        assertThat(told).as("handling works, whatever cannot be cleaned").containsExactly("refused", null);
    }

    @Test
    void an_error_leaves_no_step() {
        guard.run(Step.LEADS, () -> {
            throw new StackOverflowError();
        });
        assertThat(codes()).containsExactly("ONEVENT-317");
        work(Step.LEADS);
        assertThat(codes()).as("the database was not away").containsExactly("ONEVENT-317");
    }

    @Test
    void a_step_that_was_left_to_another_thread_says_nothing() {
        refuse(Step.TAKE, "57014");
        guard.attempt(Step.TAKE, () -> false);
        assertThat(codes()).containsExactly("ONEVENT-311");
    }
}
