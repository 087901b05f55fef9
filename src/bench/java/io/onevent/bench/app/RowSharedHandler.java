package io.onevent.bench.app;

import io.onevent.OnEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Inserts a row in a transaction that other events share. */
@ApplicationScoped
public class RowSharedHandler {

    @Inject
    private Tally tally;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;

    @OnEvent("rowshared")
    void handle(String payload) throws SQLException {
        tally.started();
        Effect.insert(dataSource, payload);
        tally.ended();
    }
}
