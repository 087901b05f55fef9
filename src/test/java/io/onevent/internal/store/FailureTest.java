package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    private static final String EMOJI = "\uD83D\uDE00";

    @Test
    void a_throwable_leaves_its_class_message_and_stack_trace() {
        Failure failure = Failure.of(new IOException("refused", new IllegalStateException("closed")));
        assertThat(failure.errorClass()).isEqualTo("java.io.IOException");
        assertThat(failure.message()).isEqualTo("refused");
        assertThat(failure.stackTrace())
                .startsWith("java.io.IOException: refused")
                .contains("at " + FailureTest.class.getName())
                .contains("Caused by: java.lang.IllegalStateException: closed");
    }

    @Test
    void the_words_of_the_database_are_said_once() {
        Exception root = new SQLException("closed");
        assertThat(Failure.of(new IOException(root)).message()).isEqualTo("java.sql.SQLException: closed");
        assertThat(Failure.of(new IOException("sent", new IOException(null, root)))
                        .message())
                .isEqualTo("sent: closed");
        assertThat(Failure.of(new IOException(null, root)).message()).isEqualTo("closed");
        assertThat(Failure.of(new IOException("sent", new XAException("PSQLException: no")))
                        .message())
                .isEqualTo("sent: PSQLException: no");
    }

    @Test
    void what_was_no_throwable_has_only_a_message() {
        assertThat(Failure.saying("too late")).isEqualTo(new Failure(null, "too late", null));
    }

    @Test
    void a_throwable_without_a_message_leaves_none() {
        assertThat(Failure.of(new IOException()).message()).isNull();
    }

    @Test
    void long_texts_are_cut_to_the_width_of_their_columns() {
        Failure failure = new Failure("c".repeat(501), "m".repeat(4_001), "s".repeat(32_001));
        assertThat(failure).isEqualTo(new Failure("c".repeat(500), "m".repeat(4_000), "s".repeat(32_000)));
    }

    @Test
    void texts_as_long_as_their_columns_stay_whole() {
        Failure failure = new Failure("c".repeat(500), "m".repeat(4_000), "s".repeat(32_000));
        assertThat(failure.errorClass()).hasSize(500);
        assertThat(failure.message()).hasSize(4_000);
        assertThat(failure.stackTrace()).hasSize(32_000);
    }

    @Test
    void a_cut_never_halves_a_surrogate_pair() {
        assertThat(Failure.saying("m".repeat(3_999) + EMOJI).message()).isEqualTo("m".repeat(3_999));
        assertThat(Failure.saying("m".repeat(3_998) + EMOJI + "m").message()).isEqualTo("m".repeat(3_998) + EMOJI);
        String many = Failure.saying(EMOJI.repeat(3_000)).message();
        assertThat(many).isEqualTo(EMOJI.repeat(2_000));
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(many)).isTrue();
    }

    @Test
    void the_character_that_databases_refuse_becomes_a_blank() {
        assertThat(new Failure("a\0b", "\0", "a\0\0b")).isEqualTo(new Failure("a b", " ", "a  b"));
    }

    @Test
    void a_throwable_whose_message_cannot_be_read_is_a_failure_all_the_same() {
        Failure failure = Failure.of(new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException();
            }
        });
        assertThat(failure.errorClass()).startsWith(FailureTest.class.getName());
        assertThat(failure.message()).isEqualTo("its message cannot be read: java.lang.UnsupportedOperationException");
    }

    /** The ways in which a throwable can refuse to be read. */
    private static Stream<Throwable> unreadable() {
        return Stream.of(
                new RuntimeException() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getMessage() {
                        return getMessage();
                    }
                },
                new RuntimeException() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getMessage() {
                        throw new NoClassDefFoundError("half.a.Deployment");
                    }
                },
                new RuntimeException("endless causes") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public synchronized Throwable getCause() {
                        return new IllegalStateException("again", this);
                    }
                },
                new RuntimeException("its cause") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public synchronized Throwable getCause() {
                        throw new ThreadDeath();
                    }
                },
                new RuntimeException("its frames") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public StackTraceElement[] getStackTrace() {
                        throw new OutOfMemoryError("frames");
                    }

                    @Override
                    public void printStackTrace(PrintWriter to) {
                        throw new IllegalStateException("printing");
                    }
                },
                new RuntimeException("its name") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String toString() {
                        return toString();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    @Timeout(20)
    void whatever_is_thrown_is_a_failure_with_a_class_and_whatever_can_be_read_of_it(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        assertThat(failure.errorClass()).startsWith(FailureTest.class.getName());
        assertThat(failure.message()).isNotNull();
        assertThat(failure.stackTrace()).hasSizeLessThanOrEqualTo(32_000);
    }

    @Test
    @Timeout(20)
    void a_message_of_a_hundred_megabytes_is_cut() {
        String long100 = "m".repeat(100_000_000);
        Failure failure = Failure.of(new IllegalStateException(long100));
        assertThat(failure.message()).hasSize(4_000);
        assertThat(failure.stackTrace()).hasSize(32_000);
    }
}
