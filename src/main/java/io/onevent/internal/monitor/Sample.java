package io.onevent.internal.monitor;

import io.onevent.QueueStatus;
import io.onevent.Reason;
import java.util.Map;

/**
 * The queue at one time.
 *
 * @param status of the whole table
 * @param dead by name and reason, of the whole table
 * @param running by name, of this instance
 * @param overdue by name, of this instance: runs past their time-out that still hold their thread
 */
public record Sample(
        QueueStatus status,
        Map<String, Map<Reason, Long>> dead,
        Map<String, Integer> running,
        Map<String, Integer> overdue) {}
