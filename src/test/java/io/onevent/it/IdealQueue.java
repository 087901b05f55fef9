package io.onevent.it;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** A queue that knows at once what arrives, and whenever a run may start takes the one that expires first. */
final class IdealQueue {

    /** Both in seconds of one clock. */
    record Event(double arrives, double expires) {}

    private IdealQueue() {}

    /** How many of these events it starts in time, with runs that take so long and of which there are so many at once. */
    static long startedInTime(List<Event> events, int atOnce, double secondsPerRun) {
        Deque<Event> coming = new ArrayDeque<>(
                events.stream().sorted(comparingDouble(Event::arrives)).toList());
        PriorityQueue<Event> waiting = new PriorityQueue<>(comparingDouble(Event::expires));
        PriorityQueue<Double> ends = new PriorityQueue<>(Collections.nCopies(atOnce, 0.0));
        double now = 0;
        long started = 0;
        while (!coming.isEmpty() || !waiting.isEmpty()) {
            now = Math.max(now, ends.element());
            if (waiting.isEmpty()) {
                now = Math.max(now, coming.element().arrives());
            }
            while (!coming.isEmpty() && coming.element().arrives() <= now) {
                waiting.add(coming.remove());
            }
            if (waiting.remove().expires() > now) {
                ends.remove();
                ends.add(now + secondsPerRun);
                started++;
            }
        }
        return started;
    }
}
