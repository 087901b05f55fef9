package io.onevent;

import java.time.Duration;

/**
 * How the kept events of one name fared in an interval.
 *
 * @param name their name
 * @param count how many were processed
 * @param meanDelay from when they were due to the start of the run that processed them, on average
 * @param largestDelay the largest such delay
 * @param meanRun how long that run took, on average
 * @param largestRun how long the longest took
 */
public record ProcessedFigure(
        String name, long count, Duration meanDelay, Duration largestDelay, Duration meanRun, Duration largestRun) {}
