package io.onevent.kit.app;

import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** What handlers have done, in the database of the events, and in their transaction. */
@ApplicationScoped
public class Effects {

    /** The table. */
    public static final String TABLE =
            "CREATE TABLE effect (event_id varchar(36) NOT NULL, name varchar(100) NOT NULL)";

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static <T> T with(Work<T> work) {
        try (Connection connection = dataSource().getConnection()) {
            return work.on(connection);
        } catch (SQLException | NamingException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private static DataSource dataSource() throws NamingException {
        return InitialContext.doLookup(ConfigProvider.getConfig()
                .getOptionalValue("onevent.datasource", String.class)
                .orElse("java:comp/DefaultDataSource"));
    }

    /** Writes that an event has had its effect. */
    public void add(StoredEvent event) {
        with(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO effect VALUES (?, ?)")) {
                insert.setString(1, event.id().toString());
                insert.setString(2, event.name());
                return insert.executeUpdate();
            }
        });
    }

    /** The names of the events that have had an effect. */
    public List<String> names() {
        return with(connection -> {
            List<String> names = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT name FROM effect ORDER BY name");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        });
    }

    /** Forgets all. */
    public void clear() {
        with(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM effect")) {
                return delete.executeUpdate();
            }
        });
    }
}
