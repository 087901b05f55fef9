package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.EventStoreException;
import io.onevent.internal.store.tx.SqlStates;
import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentionTest {

    private static EventStoreException refused(String state) {
        return refused(state, 0);
    }

    private static EventStoreException refused(String state, int code) {
        return new EventStoreException("refused", new SQLException("refused", state, code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57014", "HYT00", "90131", "08006", "57P01"})
    void another_transaction_in_the_way_is_contention(String state) {
        assertThat(SqlStates.isContention(refused(state))).isTrue();
        assertThat(SqlStates.isContention(new RuntimeException(refused(state)))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"40001, 1213", "HY000, 1020", "HY000, 1205", "70100, 1969", "70100, 1927"})
    void so_it_is_where_only_the_code_of_mariadb_tells_it(String state, int code) {
        assertThat(SqlStates.isContention(refused(state, code))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"HY000, 1030", "HY000, 0", "23000, 1062", "42000, 1205"})
    void another_code_of_mariadb_tells_of_something_else(String state, int code) {
        assertThat(SqlStates.isContention(refused(state, code))).isFalse();
        assertThat(SqlStates.isSerializationFailure(refused(state, code))).isFalse();
    }

    @Test
    void what_has_changed_since_the_snapshot_is_likely_to_pass_at_once_and_a_lock_that_took_too_long_is_not() {
        assertThat(SqlStates.isSerializationFailure(refused("HY000", 1020))).isTrue();
        assertThat(SqlStates.isSerializationFailure(refused("HY000", 1205))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42P01", "53300", ""})
    void anything_else_is_not(String state) {
        assertThat(SqlStates.isContention(refused(state))).isFalse();
        assertThat(SqlStates.isSerializationFailure(refused(state))).isFalse();
    }

    @Test
    void neither_is_an_error_without_a_state_or_without_a_database() {
        assertThat(SqlStates.isContention(refused(null))).isFalse();
        assertThat(SqlStates.isContention(new IllegalStateException())).isFalse();
        assertThat(SqlStates.isContention(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "90131"})
    void only_what_is_likely_to_pass_at_once_is_a_serialisation_failure(String state) {
        assertThat(SqlStates.isSerializationFailure(refused(state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"55P03", "57014", "HYT00"})
    void a_lock_that_took_too_long_is_not(String state) {
        assertThat(SqlStates.isSerializationFailure(refused(state))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "HYT00", "90131"})
    void another_transaction_in_the_way_is_a_conflict_wherever_it_is_told(String state) {
        SQLException met = new SQLException("refused", state);
        RollbackException suppressing = new RollbackException("ARJUNA016053: Could not commit transaction.");
        suppressing.addSuppressed(new XAException("local").initCause(met));
        assertThat(SqlStates.isConflict(new IllegalStateException(met))).isTrue();
        assertThat(SqlStates.isConflict(suppressing)).isTrue();
    }

    @Test
    void where_a_server_keeps_only_its_words_they_tell() {
        String words =
                "org.postgresql.util.PSQLException: ERROR: could not serialize access due to read/write dependencies"
                        + " among transactions\n  Detail: Reason code: Canceled on identification as a pivot, during commit attempt.";
        assertThat(SqlStates.isConflict(new RollbackException().initCause(new XAException(words))))
                .isTrue();
        assertThat(SqlStates.isConflict(new RollbackException(
                        "jakarta.transaction.SystemException: jakarta.resource.spi.LocalTransactionException: ERROR: could not"
                                + " serialize access due to read/write dependencies among transactions")))
                .isTrue();
        assertThat(SqlStates.isConflict(new IllegalStateException("could not serialize access to the car park")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "08006", "57P01", "23505", "25P02"})
    void a_lost_connection_or_a_cancelled_or_wrong_statement_is_none(String state) {
        assertThat(SqlStates.isConflict(refused(state))).isFalse();
    }
}
