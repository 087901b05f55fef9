package io.onevent.it;

import io.onevent.server.Product;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A database of the {@link TestDatabase} server; every call has a connection of its own. */
public record Database(DatabaseProduct product, String name, String url) {

    public DataSource dataSource() {
        return product.dataSource(url);
    }

    /** Whether servers offer it as a data source: {@code server-config} has those for PostgreSQL. */
    boolean isInServer() {
        return product == DatabaseProduct.POSTGRESQL;
    }

    Product.DataSource inServer() {
        String hosts = URI.create(url.substring("jdbc:".length())).getAuthority();
        List<Integer> ports = Stream.of(hosts.split(","))
                .map(host -> Integer.valueOf(host.substring(host.indexOf(':') + 1)))
                .toList();
        int second = ports.size() > 1 ? ports.get(1) : 0;
        return new Product.DataSource(name, ports.get(0), second, product.user(), product.user());
    }

    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long queryLong(String sql) {
        return Long.parseLong(queryOne(sql));
    }

    Instant queryInstant(String sql) {
        return Instant.parse(queryOne("SELECT " + product.text(sql)));
    }

    /** The first column of the one row. */
    String queryOne(String sql) {
        List<String> rows = queryAll(sql);
        if (rows.size() != 1) {
            throw new IllegalStateException(sql + " has " + rows.size() + " rows: " + rows);
        }
        return rows.get(0);
    }

    /** The rows, their columns joined by a blank. */
    public List<String> queryAll(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join(" ", row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Forgets all events and effects. */
    void clear() {
        product.clear(List.of("ledger", "run", "publication", "onevent_event", "onevent_dead_event"))
                .forEach(this::execute);
    }

    /** Events that are neither processed nor dead. */
    long waiting() {
        return queryLong("SELECT count(*) FROM onevent_event");
    }

    long dead() {
        return queryLong("SELECT count(*) FROM onevent_dead_event");
    }

    long effects(String eventName) {
        return queryLong("SELECT count(*) FROM ledger WHERE name = '" + eventName + "'");
    }

    /** The events of this group that had effects, in the order in which these were committed. */
    List<String> effectsOnGroup(String group) {
        return queryAll("SELECT l.event_id FROM ledger l WHERE l.group_id = '" + group + "' ORDER BY "
                + product.committed("l"));
    }

    /** Events with more than one effect, with the instances that had them. */
    List<String> repeated() {
        return queryAll("SELECT event_id, instance, at FROM ledger WHERE event_id IN"
                + " (SELECT event_id FROM ledger GROUP BY event_id HAVING count(*) > 1) ORDER BY event_id, at");
    }

    /** Events of which one run started before another one had ended, on whatever instances. */
    List<String> overlapping() {
        return queryAll("SELECT a.event_id, a.instance, b.instance FROM run a JOIN run b"
                + " ON a.event_id = b.event_id AND a.id < b.id AND (a.ended IS NULL OR b.started < a.ended)");
    }

    /** Events that started before the one before them in their group had ended. */
    List<String> overlappingInGroups() {
        return queryAll("SELECT * FROM (SELECT event_id, group_id, instance, started,"
                + " lag(id) OVER one AS previous, lag(ended) OVER one AS ended_before FROM run WHERE group_id IS NOT NULL"
                + " WINDOW one AS (PARTITION BY group_id ORDER BY id)) r"
                + " WHERE previous IS NOT NULL AND (ended_before IS NULL OR started < ended_before)");
    }

    /** Events that started before the last effect on their group was committed. */
    List<String> startedTooEarly() {
        return queryAll("SELECT * FROM (SELECT r.event_id, r.group_id, r.instance, r.started,"
                + " max(" + product.committed("l") + ") OVER earlier AS committed_before"
                + " FROM run r LEFT JOIN ledger l ON l.event_id = r.event_id"
                + " AND r.id = (SELECT max(id) FROM run WHERE event_id = r.event_id) WHERE r.group_id IS NOT NULL"
                + " WINDOW earlier AS (PARTITION BY r.group_id ORDER BY r.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) s"
                + " WHERE started < committed_before");
    }

    /** Transactions that are open and idle. */
    long openTransactions() {
        return queryLong(product.openTransactions());
    }

    /** The instances that had effects on the events of this name. */
    List<String> instances(String eventName) {
        return queryAll("SELECT DISTINCT instance FROM ledger WHERE name = '" + eventName + "' ORDER BY 1");
    }

    /** The tables of the engine, for the message of a test that fails. */
    String contents() {
        return Stream.of("onevent_instance", "onevent_lead", "onevent_event", "onevent_dead_event")
                .map(table -> table + ": " + queryAll("SELECT count(*) FROM " + table) + "\n  "
                        + String.join("\n  ", queryAll("SELECT * FROM " + table + " LIMIT 20")))
                .collect(Collectors.joining("\n"));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, product.user(), product.user());
    }
}
