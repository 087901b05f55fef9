package io.onevent.internal.config;

import java.time.Duration;
import java.util.Map;

/**
 * After how many failed runs in a row nothing more of a name starts, and for how long.
 *
 * @param after so many, or null for never
 */
public record Breaking(
        Integer after, Map<String, Integer> afterByName, Duration time, Map<String, Duration> timeByName) {

    /** After so many failed runs of this name in a row, or null for never. */
    public Integer after(String name) {
        return afterByName.getOrDefault(name, after);
    }

    /** For so long nothing of this name starts then. */
    public Duration time(String name) {
        return timeByName.getOrDefault(name, time);
    }
}
