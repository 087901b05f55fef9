package io.onevent.bench.app.peer;

import com.github.jonasrutishauser.transactional.event.api.handler.EventHandler;
import com.github.jonasrutishauser.transactional.event.api.handler.Handler;
import io.onevent.bench.app.Effect;
import io.onevent.bench.app.Tally;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Inserts a row in the event's transaction. */
@ApplicationScoped
@EventHandler(eventType = Text.TYPE)
public class TextHandler implements Handler {

    @Inject
    private Tally tally;

    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;

    @Override
    public void handle(String payload) {
        tally.started();
        try {
            Effect.insert(dataSource, payload);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        tally.ended();
    }
}
