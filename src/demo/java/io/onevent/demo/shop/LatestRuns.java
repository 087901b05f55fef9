package io.onevent.demo.shop;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the runs for the page: those that run, and the latest that ended. A burst is a line for each outcome. */
@ApplicationScoped
class LatestRuns {

    /** So many events of one name that were published together are listed one by one; more are summed up. */
    static final int LISTED_TOGETHER = 8;

    private static final int LISTED = 60;

    private static final String WHICH = "(name = ? and published = ?)";

    /** What the page shows. */
    record Found(List<Run> running, List<Run> ended) {}

    /** Events of one name that were published in one transaction, so at one time of the database. */
    record Together(String name, Instant published) {}

    private record Sum(Together together, String outcome) {}

    @Resource(lookup = "java:app/jdbc/shop")
    DataSource database;

    /** Those of which more than a few have run. */
    List<Together> bursts() {
        String sql = "select name, published from demo_run group by name, published"
                + " having count(distinct event_id) > " + LISTED_TOGETHER;
        return read(sql, List.of(), row -> {
            List<Together> bursts = new ArrayList<>();
            while (row.next()) {
                bursts.add(new Together(row.getString(1), instant(row, "published")));
            }
            return bursts;
        });
    }

    /** @param bursts those that are to be summed up */
    Found find(Collection<Together> bursts) {
        List<Run> all = bursts.isEmpty() ? new ArrayList<>() : new ArrayList<>(sums(bursts));
        all.addAll(singles(bursts));
        return new Found(
                all.stream()
                        .filter(run -> run.outcome().equals("running"))
                        .sorted(Comparator.comparing(Run::started))
                        .toList(),
                all.stream()
                        .filter(run -> !run.outcome().equals("running"))
                        .sorted(Comparator.comparing(LatestRuns::ended).reversed())
                        .limit(LISTED)
                        .toList());
    }

    private static Instant ended(Run run) {
        return run.started().plusMillis(run.millis());
    }

    Map<String, Integer> outcomes() {
        return read("select outcome, count(*) from demo_run group by outcome", List.of(), row -> {
            Map<String, Integer> outcomes = new HashMap<>();
            while (row.next()) {
                outcomes.put(row.getString(1), row.getInt(2));
            }
            return outcomes;
        });
    }

    private List<Run> singles(Collection<Together> bursts) {
        String sql = "select * from demo_run where true" + (" and not " + WHICH).repeat(bursts.size())
                + " order by coalesce(ended, started) desc, started desc fetch first " + LISTED + " rows only";
        return read(sql, bursts, row -> {
            List<Run> runs = new ArrayList<>();
            while (row.next()) {
                runs.add(run(row, 1));
            }
            return runs;
        });
    }

    private Collection<Run> sums(Collection<Together> bursts) {
        String sql = "select name, published, outcome, instance, count(*) runs, min(started) started, max(ended) ended,"
                + " min(event_id) event_id, min(group_id) group_id, max(number) number, max(error) error from demo_run"
                + " where " + String.join(" or ", Collections.nCopies(bursts.size(), WHICH))
                + " group by name, published, outcome, instance";
        return read(sql, bursts, row -> {
            Map<Sum, Run> sums = new LinkedHashMap<>();
            while (row.next()) {
                Run part = run(row, row.getInt("runs"));
                sums.merge(new Sum(new Together(part.name(), part.published()), part.outcome()), part, LatestRuns::sum);
            }
            return sums.values();
        });
    }

    /** @param runs how many, all on one instance */
    private static Run run(ResultSet row, int runs) throws SQLException {
        Instant started = instant(row, "started");
        return new Run(
                row.getObject("event_id", UUID.class),
                row.getString("name"),
                instant(row, "published"),
                row.getString("group_id"),
                row.getInt("number"),
                started,
                millis(started, instant(row, "ended")),
                row.getString("outcome"),
                row.getString("error"),
                runs,
                Map.of(row.getString("instance"), runs));
    }

    private static Run sum(Run one, Run other) {
        Instant started = one.started().isBefore(other.started()) ? one.started() : other.started();
        Instant ended = ended(one).isAfter(ended(other)) ? ended(one) : ended(other);
        Map<String, Integer> by = new TreeMap<>(one.by());
        by.putAll(other.by());
        return new Run(
                one.id(),
                one.name(),
                one.published(),
                one.group(),
                Math.max(one.number(), other.number()),
                started,
                millis(started, ended),
                one.outcome(),
                one.error(),
                one.count() + other.count(),
                by);
    }

    private static long millis(Instant started, Instant ended) {
        return ended == null ? 0 : Duration.between(started, ended).toMillis();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private interface Rows<T> {

        T all(ResultSet row) throws SQLException;
    }

    private <T> T read(String sql, Collection<Together> bursts, Rows<T> rows) {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(sql)) {
            int parameter = 0;
            for (Together burst : bursts) {
                select.setString(++parameter, burst.name());
                select.setObject(++parameter, burst.published().atOffset(ZoneOffset.UTC));
            }
            try (var row = select.executeQuery()) {
                return rows.all(row);
            }
        } catch (SQLException refused) {
            throw new IllegalStateException("the runs cannot be read", refused);
        }
    }
}
