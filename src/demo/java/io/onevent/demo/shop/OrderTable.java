package io.onevent.demo.shop;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** The application's own table, in the database that also holds the events. */
@ApplicationScoped
class OrderTable {

    /** How many orders there are, and how many of them a handler has dealt with. */
    public record Figures(long placed, long done) {}

    @Resource(lookup = "java:app/jdbc/shop")
    DataSource database;

    void create() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists demo_order"
                    + " (id uuid primary key, item varchar(100) not null, done boolean default false not null)");
        }
    }

    void insert(Order order) {
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement("insert into demo_order (id, item) values (?, ?)")) {
            insert.setObject(1, order.id());
            insert.setString(2, order.item());
            insert.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException("the order cannot be stored", refused);
        }
    }

    void markDone(UUID id) {
        try (var connection = database.getConnection();
                var update = connection.prepareStatement("update demo_order set done = true where id = ?")) {
            update.setObject(1, id);
            update.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException("the order cannot be changed", refused);
        }
    }

    Figures figures() {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(
                        "select count(*), coalesce(sum(case when done then 1 else 0 end), 0) from demo_order");
                var row = select.executeQuery()) {
            row.next();
            return new Figures(row.getLong(1), row.getLong(2));
        } catch (SQLException refused) {
            throw new IllegalStateException("the orders cannot be counted", refused);
        }
    }
}
