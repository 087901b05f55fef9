package io.onevent.internal.monitor;

import io.onevent.internal.view.OperatorsView.Figures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Gives the console the figures that are there anyway. */
@ApplicationScoped
public class Tap implements Watcher {

    private final Counts counts;
    private final Condition condition;
    private volatile Consumer<Figures> reader;

    @Inject
    Tap(Counts counts, Condition condition) {
        this.counts = counts;
        this.condition = condition;
    }

    /** For the client proxy. */
    Tap() {
        this(null, null);
    }

    /** Tells each sample to this one from now on, null for nobody. */
    public void to(Consumer<Figures> reader) {
        this.reader = reader;
    }

    @Override
    public void stops() {
        reader = null;
    }

    @Override
    public void sampled(Sample sample) {
        Consumer<Figures> to = reader;
        if (to != null) {
            to.accept(figures(sample));
        }
    }

    /** With this sample. */
    public Figures figures(Sample sample) {
        Map<String, long[]> byName = new TreeMap<>();
        sample.status().names().forEach(name -> {
            Counts.OfName of = counts.of(name.name());
            byName.put(name.name(), new long[] {
                of.ended(End.PROCESSED).sum(),
                of.ended(End.FAILED).sum() + of.ended(End.REJECTED).sum()
            });
        });
        return new Figures(sample.status(), sample.dead(), byName);
    }

    /** What keeps this instance from its work, by what it concerns. */
    public Map<String, String> obstacles() {
        return condition.obstacles();
    }
}
