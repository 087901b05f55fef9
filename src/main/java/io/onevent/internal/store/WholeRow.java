package io.onevent.internal.store;

/** The insert of an event with all that it can have. */
final class WholeRow {

    private WholeRow() {}

    /** @param number the order number: the database's next, or a parameter, which then comes after the headers */
    static String insert(Dialect dialect, String number) {
        return "INSERT INTO onevent_event (id, create_date, name, payload, group_id, event_key, headers, seq, due_at, "
                + "expired_at) VALUES (?, " + dialect.clock + ", ?, ?, ?, ?, ?, " + number + ", " + times(dialect, ", ")
                + ")";
    }

    /** When the event is due and when it expires: four parameters. */
    static String times(Dialect dialect, String between) {
        String time = "coalesce(" + dialect.time + ", " + dialect.afterMillis + ")";
        return time + between + time;
    }

    /** @param number null where the database draws it */
    static Object[] parameters(NewEventRow event, Long number) {
        Object[] times = times(event);
        return number == null
                ? new Object[] {
                    event.id(),
                    event.name(),
                    event.payload(),
                    event.group(),
                    event.key(),
                    event.headers(),
                    times[0],
                    times[1],
                    times[2],
                    times[3]
                }
                : new Object[] {
                    event.id(),
                    event.name(),
                    event.payload(),
                    event.group(),
                    event.key(),
                    event.headers(),
                    number,
                    times[0],
                    times[1],
                    times[2],
                    times[3]
                };
    }

    static Object[] times(NewEventRow event) {
        return new Object[] {
            event.dueAt(),
            event.delayMillis(),
            event.expiresAt(),
            event.livesMillis() == null
                    ? event.expiresAfterMillis()
                    : (Long) (event.delayMillis() + event.livesMillis())
        };
    }
}
