package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.ejb.ApplicationException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerExceptionsTest {

    @Test
    void a_postponement_says_how_long() {
        PostponeEventException postpone = new PostponeEventException(Duration.ofSeconds(30));
        assertThat(postpone.duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(postpone).hasMessage("postponed for PT30S");
        assertThat(new PostponeEventException(Duration.ZERO).duration()).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"-PT0.000000001S", "-P1D"})
    void a_duration_that_is_null_or_negative_is_refused(Duration duration) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PostponeEventException(duration))
                .withMessage("duration is " + duration + ": give a duration of zero or more");
    }

    @Test
    void a_rejection_has_a_message_and_perhaps_a_cause() {
        IOException cause = new IOException();
        assertThat(new RejectEventException("cancelled"))
                .hasMessage("cancelled")
                .hasNoCause();
        assertThat(new RejectEventException("cancelled", cause))
                .hasMessage("cancelled")
                .hasCause(cause);
        assertThat(new RejectEventException(null)).hasMessage(null);
        assertThat(new RejectEventException(null, null)).hasMessage(null).hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(classes = {PostponeEventException.class, RejectEventException.class})
    void an_ejb_throws_it_unwrapped_and_rolls_back(Class<?> exception) {
        ApplicationException application = exception.getAnnotation(ApplicationException.class);
        assertThat(application.rollback()).isTrue();
        assertThat(application.inherited()).isTrue();
        assertThat(RuntimeException.class).isAssignableFrom(exception);
    }
}
