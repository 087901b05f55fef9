package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.internal.log.LoggedLines;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TakeoverTest {

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private final EngineDatabase database = EngineDatabase.postgres();

    @Test
    void a_dead_one_whose_transaction_still_holds_its_row_is_told_once_and_taken_over_from_afterwards()
            throws SQLException {
        try (EngineInstance stopped = new EngineInstance(database, Map.of(), Innocent.class);
                EngineInstance lives = new EngineInstance(database, Map.of(), Innocent.class)) {
            Steps.of(stopped, lives).untilIdle();
            stopped.kill();
            try (Connection itsTransaction = database.dataSource().getConnection();
                    Statement statement = itsTransaction.createStatement()) {
                itsTransaction.setAutoCommit(false);
                statement.execute(
                        "SELECT 1 FROM onevent_instance WHERE application = '" + stopped.name() + "/test' FOR UPDATE");
                Innocent.publish(lives, 10);
                await("it is told").atMost(Duration.ofSeconds(30)).until(() -> {
                    Steps.of(lives).untilIdle();
                    return lines() > 0;
                });
                Steps.of(lives).untilIdle();
                assertThat(lines()).isOne();
                assertThat(Innocent.handled(database)).isZero();
            }
            // Not in one step for certain: where the machine stalls, the lease of the one that lives runs out
            // meanwhile.
            await("it is taken over from").atMost(Duration.ofSeconds(30)).until(() -> {
                Steps.of(lives).untilIdle();
                return Innocent.handled(database) == 10;
            });
        }
    }

    private long lines() {
        return log.lines().stream()
                .filter(line -> line.getMessage().startsWith("ONEVENT-334"))
                .count();
    }
}
