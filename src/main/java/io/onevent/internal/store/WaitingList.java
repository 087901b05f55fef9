package io.onevent.internal.store;

import io.onevent.StoredEvent;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEvent.State;
import io.onevent.WaitingEventFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Waiting events as an operator leafs through them: one statement, by an index, however many there are. What no index
 * has is compared with a bounded number of those that an index finds first.
 */
public final class WaitingList {

    /** So many are compared with the conditions that no index has. */
    public static final int MOST_COMPARED = 10_000;

    private final Jdbc jdbc;
    private final Dialect dialect;

    WaitingList(Jdbc jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** A page of them, without payloads and headers. */
    public List<WaitingEvent> list(WaitingEventFilter filter) {
        Query query = new Query(filter, filter.offset() + filter.limit());
        return jdbc.query(
                "SELECT e.*, CASE WHEN due_at > CURRENT_TIMESTAMP THEN 1 ELSE 0 END AS later FROM (" + query.from
                        + ") e" + query.rest + " ORDER BY " + query.order + " LIMIT " + filter.limit() + " OFFSET "
                        + filter.offset(),
                this::event,
                query.parameters.toArray());
    }

    /** How many there are, counted up to a bound. */
    public long count(WaitingEventFilter filter, int most) {
        Query query = new Query(filter, most);
        return jdbc.query(
                        "SELECT count(*) FROM (" + query.from + ") e" + query.rest,
                        result -> Math.min(most, result.getLong(1)),
                        query.parameters.toArray())
                .get(0);
    }

    private WaitingEvent event(ResultSet result) throws SQLException {
        StoredEvent event = new StoredEvent(
                Jdbc.uuid(result, "id"),
                result.getString("name"),
                null,
                result.getString("group_id"),
                result.getString("event_key"),
                null,
                jdbc.instant(result, "create_date"),
                jdbc.instant(result, "expired_at"),
                result.getInt("retry"));
        State later = result.getInt("started") == 0 ? State.DELAYED : State.RETRYING;
        return new WaitingEvent(event, jdbc.instant(result, "due_at"), result.getInt("later") == 1 ? later : State.DUE);
    }

    /** What an index finds, and what is compared with that. */
    private final class Query {

        private static final String COLUMNS =
                "SELECT id, name, group_id, event_key, create_date, expired_at, retry, due_at, started, seq"
                        + " FROM onevent_event e WHERE ";
        private static final String LATER = " AND due_at > CURRENT_TIMESTAMP";

        private final List<Object> parameters = new ArrayList<>();
        private final List<Object> compared = new ArrayList<>();
        private String from;
        private String rest = "";
        private String order = "due_at, seq";

        private Query(WaitingEventFilter filter, int enough) {
            compare(filter.publishedAfter(), "create_date >= ?");
            compare(filter.publishedBefore(), "create_date < ?");
            boolean byName = filter.name() != null && filter.key() == null && filter.group() == null;
            String state = state(filter.state());
            // Most that are due later have not started: the others are looked for among the next that are due.
            boolean isRare = filter.state() == State.RETRYING;
            if (!byName || isRare) {
                rest += state;
            }
            if (filter.group() == null) {
                compare(filter.name() == null ? filter.key() : null, "event_key = ?");
            } else {
                compare(filter.name(), "name = ?");
                compare(filter.key(), "event_key = ?");
            }
            int bound = rest.isEmpty() ? enough : MOST_COMPARED;
            rest = rest.isEmpty() ? "" : " WHERE 1 = 1" + rest;
            if (byName) {
                from = ofName(filter.name(), isRare ? LATER : state, bound);
            } else if (filter.group() != null) {
                order = "seq";
                from = found("group_id = ?", order, bound, filter.group());
            } else if (filter.name() != null) {
                from = found("name = ? AND event_key = ?", "due_at", bound, filter.name(), filter.key());
            } else {
                order = "id";
                from = found("1 = 1", order, bound);
            }
            parameters.addAll(compared);
        }

        private void compare(Object value, String condition) {
            if (value != null) {
                rest += " AND " + condition;
                compared.add(value);
            }
        }

        private String state(State state) {
            if (state == null) {
                return "";
            }
            return switch (state) {
                case DUE -> " AND due_at <= CURRENT_TIMESTAMP";
                case DELAYED -> LATER + " AND started = 0";
                case RETRYING -> LATER + " AND started <> 0";
            };
        }

        /** The indexes of all parts where they are partial, else onevent_event_undated_of_name, which has all. */
        private String ofName(String name, String state, int bound) {
            if (!dialect.hasArrays) {
                return found("name = ?" + state, "due_at, seq", bound, name);
            }
            List<String> parts = new ArrayList<>();
            for (DuePart part : DuePart.values()) {
                String order = part == DuePart.UNDATED ? "due_at, seq" : "due_at";
                parts.add("SELECT * FROM ("
                        + found("name = ? AND " + part.condition + state, order, bound, name) + ") "
                        + part.name().toLowerCase(Locale.ROOT));
            }
            return String.join(" UNION ALL ", parts);
        }

        private String found(String condition, String order, int bound, Object... values) {
            parameters.addAll(List.of(values));
            return COLUMNS + condition + " ORDER BY " + order + " LIMIT " + bound;
        }
    }
}
