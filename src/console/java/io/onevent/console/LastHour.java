package io.onevent.console;

import io.onevent.QueueStatus;
import io.onevent.internal.view.OperatorsView.Figures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What the samples of the last hour have told, by minute. Kept in memory, for as many names as a sample has. */
final class LastHour {

    static final int MINUTES = 60;

    private static final int OF_RATE = 5;
    private static final long UNKNOWN = -1;

    private final Map<String, OfName> byName = new ConcurrentHashMap<>();
    private final Map<UUID, Last> instances = new ConcurrentHashMap<>();

    /** An instance as a sample has shown it last. */
    record Last(QueueStatus.Instance instance, Instant seen) {}

    /** The minutes of one name, each at its number modulo sixty. */
    private static final class OfName {

        private final long[] minute = new long[MINUTES];
        private final long[] waiting = new long[MINUTES];
        private final long[] processed = new long[MINUTES];
        private final long[] failed = new long[MINUTES];

        private synchronized void note(long now, QueueStatus.Name name, long[] count) {
            int place = (int) (now % MINUTES);
            // The first sample of a minute stands for it, but the newest of the current one for how many wait.
            if (minute[place] != now) {
                minute[place] = now;
                processed[place] = count[0];
                failed[place] = count[1];
            }
            waiting[place] = name.waiting();
        }

        private synchronized boolean isOld(long now) {
            for (long each : minute) {
                if (now - each < MINUTES) {
                    return false;
                }
            }
            return true;
        }

        private synchronized List<Long> waiting(long now) {
            List<Long> line = new ArrayList<>();
            for (long each = now - MINUTES + 1; each <= now; each++) {
                int place = (int) (each % MINUTES);
                if (minute[place] == each) {
                    line.add(waiting[place]);
                }
            }
            return line;
        }

        private synchronized double rate(long now, long[] counts, long current) {
            for (long each = now - OF_RATE; each <= now - 1; each++) {
                int place = (int) (each % MINUTES);
                if (minute[place] == each) {
                    return Math.max(0, current - counts[place]) / (double) (now - each);
                }
            }
            return UNKNOWN;
        }
    }

    private static long minute(Figures figures) {
        return figures.status().sampled().getEpochSecond() / 60;
    }

    /** A sample was taken. */
    void note(Figures figures) {
        long now = minute(figures);
        for (QueueStatus.Name name : figures.status().names()) {
            long[] count = figures.counts().getOrDefault(name.name(), new long[2]);
            byName.computeIfAbsent(name.name(), first -> new OfName()).note(now, name, count);
        }
        byName.values().removeIf(each -> each.isOld(now));
        Instant sampled = figures.status().sampled();
        figures.status().instances().forEach(each -> instances.put(each.id(), new Last(each, sampled)));
        instances.values().removeIf(each -> each.seen().isBefore(sampled.minus(MINUTES, ChronoUnit.MINUTES)));
    }

    /** The instances that were seen in the last hour and are there no more, the one that went last first. */
    List<Last> gone(Figures figures) {
        Set<UUID> live = figures.status().instances().stream()
                .map(QueueStatus.Instance::id)
                .collect(Collectors.toSet());
        return instances.values().stream()
                .filter(each -> !live.contains(each.instance().id()))
                .sorted(Comparator.comparing(Last::seen).reversed())
                .toList();
    }

    /** How many events of a name waited, the oldest figure first. */
    List<Long> waiting(String name, Figures figures) {
        OfName of = byName.get(name);
        return of == null ? List.of() : of.waiting(minute(figures));
    }

    /** How many events of a name this instance has processed each minute, lately; negative if that is not known yet. */
    double processed(String name, Figures figures) {
        OfName of = byName.get(name);
        long[] count = figures.counts().get(name);
        return of == null || count == null ? UNKNOWN : of.rate(minute(figures), of.processed, count[0]);
    }

    /** How many runs have failed here each minute, lately; negative if that is not known yet. */
    double failed(String name, Figures figures) {
        OfName of = byName.get(name);
        long[] count = figures.counts().get(name);
        return of == null || count == null ? UNKNOWN : of.rate(minute(figures), of.failed, count[1]);
    }
}
