package io.onevent.demo.shop;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One run of a handler, or many of events that were published together, summed up.
 *
 * @param id of the event, or of one of the many
 * @param number 1 in the first run, one more after each failed one
 * @param outcome running, handled (its transaction has committed), failed, rejected, postponed, or lost with its instance
 * @param error what the handler threw, or null
 * @param count of runs
 * @param by how many of them each instance had
 */
public record Run(
        UUID id,
        String name,
        Instant published,
        String group,
        int number,
        Instant started,
        long millis,
        String outcome,
        String error,
        int count,
        Map<String, Integer> by) {}
