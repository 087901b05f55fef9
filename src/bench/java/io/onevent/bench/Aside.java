package io.onevent.bench;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What a run tells besides its figures; it is printed, and not in the file. */
enum Aside {
    BUSY_THREADS("at most %.0f busy threads", Collections::max),
    WHOLE("%,.0f/s from first to last", Median::of),
    SHORT("%,.0f/s in a short drain before", Median::of),
    HEAD("first ones %.2f of the short drain", Median::of),
    TAIL("last ones %.2f of the short drain", Median::of),
    BARE("%,.0f/s by bare transactions of the servers", Median::of),
    MISSING("%.0f effects missing", Collections::max),
    TWICE("%.0f effects twice", Collections::max),
    IN_DOUBT("at most %.0f prepared transactions in the database", Collections::max),
    IN_DOUBT_SECONDS("gone after %.1f s at most", Collections::max),
    IN_DOUBT_BROKER("at most %.0f in the broker", Collections::max),
    IN_DOUBT_BROKER_SECONDS("gone after %.1f s at most", Collections::max),
    DELAY("99 of 100 events start within %.1f ms", Median::of),
    SURPLUS_RUNS("%.0f MORE RUNS THAN EVENTS", Collections::max),
    SURPLUS_ROWS("%.0f MORE ROWS THAN EVENTS", Collections::max);

    private final String sentence;
    private final ToDoubleFunction<Collection<Double>> ofRounds;

    Aside(String sentence, ToDoubleFunction<Collection<Double>> ofRounds) {
        this.sentence = sentence;
        this.ofRounds = ofRounds;
    }

    /** As it is printed, with its value of each round. */
    String say(Collection<Double> rounds) {
        return String.format(Locale.ROOT, sentence, ofRounds.applyAsDouble(rounds));
    }
}
