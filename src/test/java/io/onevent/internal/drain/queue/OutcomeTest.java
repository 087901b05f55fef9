package io.onevent.internal.drain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import jakarta.ejb.EJBException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTest {

    private static final RejectEventException REJECT = new RejectEventException("cancelled");
    private static final PostponeEventException POSTPONE = new PostponeEventException(Duration.ofSeconds(30));

    /** It is neither a rejection nor a postponement, and it is told whole. */
    private static void assertFailed(Throwable thrown) {
        Outcome outcome = Outcome.of(thrown);
        assertThat(outcome.isUndecided()).isFalse();
        assertThat(outcome.thrown())
                .isSameAs(thrown)
                .isNotInstanceOfAny(RejectEventException.class, PostponeEventException.class);
    }

    @Test
    void any_throwable_is_a_failed_run() {
        for (Throwable thrown : new Throwable[] {new IOException("no"), new Error("no"), new EJBException("no")}) {
            assertFailed(thrown);
        }
    }

    @Test
    void a_failed_run_keeps_the_whole_chain() {
        Exception chain = new EJBException("outer", new IOException("inner"));
        assertThat(Outcome.of(chain).thrown()).isSameAs(chain);
    }

    static Stream<Throwable> wrappedRejections() {
        return Stream.of(
                REJECT,
                new EJBException(REJECT),
                new CompletionException(REJECT),
                new ExecutionException(REJECT),
                new InvocationTargetException(REJECT),
                new EJBException("deep", new CompletionException(new IOException(REJECT))),
                new RejectEventException("by a subclass") {
                    private static final long serialVersionUID = 1L;
                });
    }

    @ParameterizedTest
    @MethodSource("wrappedRejections")
    void a_rejection_is_recognised_as_a_cause(Throwable thrown) {
        Outcome outcome = Outcome.of(thrown);
        assertThat(outcome.isUndecided()).isFalse();
        assertThat(outcome.thrown()).isInstanceOf(RejectEventException.class);
    }

    static Stream<Throwable> wrappedPostponements() {
        return Stream.of(
                POSTPONE,
                new EJBException(POSTPONE),
                new CompletionException(POSTPONE),
                new EJBException("deep", new CompletionException(new IOException(POSTPONE))));
    }

    @ParameterizedTest
    @MethodSource("wrappedPostponements")
    void a_postponement_is_recognised_as_a_cause(Throwable thrown) {
        assertThat(Outcome.of(thrown).isUndecided()).isFalse();
        assertThat(Outcome.of(thrown).thrown()).isSameAs(POSTPONE);
    }

    @Test
    void the_outermost_of_several_decides() {
        assertThat(Outcome.of(new RejectEventException("instead", POSTPONE)).thrown())
                .isInstanceOf(RejectEventException.class);
    }

    @Test
    void causes_that_go_in_a_circle_are_looked_at_once() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);
        assertFailed(first);
    }

    @Test
    void what_was_only_suppressed_does_not_count() {
        IOException failed = new IOException("failed");
        failed.addSuppressed(REJECT);
        assertFailed(failed);
    }
}
