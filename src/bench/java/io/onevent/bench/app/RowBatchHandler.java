package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Inserts a row for each of many events, in one batch and in their one transaction. */
@ApplicationScoped
public class RowBatchHandler {

    @Inject
    private Tally tally;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;

    @OnEvent(value = "rowbatch", batch = 100)
    void handle(List<String> payloads) throws SQLException {
        tally.started();
        Effect.insertAll(dataSource, payloads);
        tally.ended(payloads.size());
    }
}
