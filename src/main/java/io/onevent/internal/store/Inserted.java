package io.onevent.internal.store;

import java.util.List;
import java.util.UUID;

/**
 * What has come of events that were published.
 *
 * @param ids of each event in the order of the list: its own, or that of the one that has its key
 * @param stored those that are new in the table
 * @param changed these, and those that have taken the place of one
 */
public record Inserted(List<UUID> ids, List<NewEventRow> stored, List<NewEventRow> changed) {

    static Inserted all(List<NewEventRow> events) {
        return new Inserted(events.stream().map(NewEventRow::id).toList(), events, events);
    }
}
