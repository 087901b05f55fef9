package io.onevent.it.places;

import io.onevent.EventPublisher;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Writes a row of the application and publishes the event of it, in whatever transaction there is. */
@ApplicationScoped
public class Desk {

    @Inject
    private EventPublisher events;

    @PersistenceContext(unitName = "deeds")
    private EntityManager entities;

    @Resource(lookup = "java:app/jdbc/test")
    private DataSource dataSource;

    public void put(String place) {
        write("row", place);
        publish(place);
    }

    public void publish(String place) {
        events.publish("placed", place);
    }

    /** Has the row written when the transaction completes, or at the flush. */
    void persist(String place) {
        entities.persist(new PlacedRow(place));
    }

    void flush() {
        entities.flush();
    }

    void write(String kind, String place) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("INSERT INTO placed (kind, place) VALUES (?, ?)")) {
            statement.setString(1, kind);
            statement.setString(2, place);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
