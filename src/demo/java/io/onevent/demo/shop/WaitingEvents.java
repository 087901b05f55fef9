package io.onevent.demo.shop;

import io.onevent.OnEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Looks at the table of events with plain SQL, as an administrator would. */
@ApplicationScoped
class WaitingEvents {

    private static final int LISTED = 60;

    /** Of more than a few events that were published together the first alone, and how many they are. */
    private static final String SOONEST = "select * from (select e.*, count(*) over (partition by name, create_date)"
            + " as together, row_number() over (partition by name, create_date order by due_at, id) as place"
            + " from onevent_event e) where together <= " + LatestRuns.LISTED_TOGETHER
            + " or place = 1 order by due_at, id fetch first " + LISTED + " rows only";

    private static final Set<String> HANDLED_NAMES = Stream.of(OrderHandlers.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(OnEvent.class))
            .map(method -> method.getAnnotation(OnEvent.class).value())
            .collect(Collectors.toUnmodifiableSet());

    /** An event that is to be handled, also one whose handler is running; or many that were published together, the soonest. */
    public record Waiting(
            UUID id,
            String name,
            String group,
            int retry,
            Instant published,
            Instant dueAt,
            Instant expiredAt,
            boolean handlerKnown,
            int count) {

        Waiting times(int events) {
            return new Waiting(id, name, group, retry, published, dueAt, expiredAt, handlerKnown, events);
        }
    }

    @Resource(lookup = "java:app/jdbc/shop")
    DataSource database;

    List<Waiting> soonest() {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(SOONEST);
                var row = select.executeQuery()) {
            List<Waiting> waiting = new ArrayList<>();
            while (row.next()) {
                String name = row.getString("name");
                waiting.add(new Waiting(
                        row.getObject("id", UUID.class),
                        name,
                        row.getString("group_id"),
                        row.getInt("retry"),
                        instant(row, "create_date"),
                        instant(row, "due_at"),
                        instant(row, "expired_at"),
                        HANDLED_NAMES.contains(name),
                        row.getInt("together") > LatestRuns.LISTED_TOGETHER ? row.getInt("together") : 1));
            }
            return waiting;
        } catch (SQLException refused) {
            throw new IllegalStateException("the events cannot be read", refused);
        }
    }

    long count() {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select count(*) from onevent_event");
                var row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException refused) {
            throw new IllegalStateException("the events cannot be counted", refused);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
