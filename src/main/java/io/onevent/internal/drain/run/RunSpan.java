package io.onevent.internal.drain.run;

import io.onevent.PostponeEventException;
import io.onevent.internal.drain.queue.Outcome;
import io.onevent.internal.drain.queue.Run;
import io.onevent.internal.monitor.Tracing;
import java.util.List;
import java.util.Objects;

/** Ends the span of a run with what its handlers have come to. */
final class RunSpan {

    private RunSpan() {}

    /**
     * What is written at the commit, as by JPA, is the handlers' too: makes the span that these runs have the current one
     * of this thread until what is returned is run. Where each of several has its own it is none of them.
     */
    static Runnable enterAtCommit(List<Run> runs) {
        List<Tracing.Span> spans =
                runs.stream().map(Run::span).filter(Objects::nonNull).toList();
        return spans.size() == 1 ? spans.get(0).enter() : () -> {};
    }

    /** What ran together has come to nothing, and is run again. */
    static void rolledBack(Run run) {
        if (run.span() != null) {
            run.span().end("rolled back");
        }
    }

    static void end(Run run, Outcome outcome) {
        Tracing.Span span = run.span();
        if (span == null) {
            return;
        }
        Throwable thrown = outcome.thrown();
        if (thrown == null) {
            span.end(outcome == Outcome.SUPERSEDED ? "superseded" : null);
        } else if (thrown instanceof PostponeEventException) {
            span.end("postponed");
        } else {
            span.failed(thrown);
        }
    }
}
