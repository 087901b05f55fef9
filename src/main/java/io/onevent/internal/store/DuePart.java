package io.onevent.internal.store;

/**
 * The parts of the stored events, each in an index of its own in the order in which it is taken. So nothing is taken
 * past events of another part that cannot start: a blocked group or what has expired slows nobody down. The conditions
 * are those of the indexes.
 */
enum DuePart {
    /** What may wait, the longest due first. The index onevent_event_undated_of_name. */
    UNDATED("e.group_id IS NULL AND (e.expired_at IS NULL OR e.started = 1)"),
    /** What expires if it is not started, the nearest expiry first. The index onevent_event_dated_of_name. */
    DATED("e.group_id IS NULL AND e.expired_at IS NOT NULL AND e.started = 0"),
    /** What has a group, found by it. The index onevent_event_group_of_name. */
    GROUPED("e.group_id IS NOT NULL");

    final String condition;

    DuePart(String condition) {
        this.condition = condition;
    }
}
