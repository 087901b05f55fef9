package io.onevent.it.app;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Publishes some events in one transaction. */
@ApplicationScoped
public class Publications {

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Inject
    private EventPublisher publisher;

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    @Transactional
    public List<UUID> publish(Collection<NewEvent> events) {
        return publisher.publishAll(events);
    }

    /** Publishes an event without a transaction of the caller's. */
    public UUID publishAlone(NewEvent event) {
        return publisher.publish(event);
    }

    /**
     * Publishes an event of a group in a transaction that has begun in the database some time before, and is committed some
     * time after. A row that it writes beside the event tells the order of the commits.
     */
    @Transactional
    public UUID publishSlowly(NewEvent event) {
        execute(Ledger.DATABASE.begin());
        long begun = System.currentTimeMillis();
        pause();
        UUID id = publisher.publish(event);
        execute("INSERT INTO publication (event_id, group_id, begun) VALUES (?, ?, ?)", id, event.group(), begun);
        pause();
        return id;
    }

    private void execute(String sql, Object... parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
    }
}
