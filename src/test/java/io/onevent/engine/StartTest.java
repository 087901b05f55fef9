package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.log.LoggedLines;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the log says of an instance that starts. */
class StartTest {

    private static final String DEFAULT = "java:comp/DefaultDataSource";

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private List<String> said(String code, EngineDatabase database, Map<String, String> settings, Class<?>... beans) {
        new EngineInstance(database, settings, beans).close();
        return log.lines().stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .filter(line -> line.contains(code))
                .toList();
    }

    @Test
    void one_line_says_which_version_works_on_which_database_in_which_way() {
        Map<String, String> settings = Map.of("onevent.mode", "all", "onevent.threads", "5");
        assertThat(said("ONEVENT-301", EngineDatabase.postgres(), settings, Innocent.class))
                .singleElement()
                .asString()
                .startsWith("INFO ONEVENT-301: OnEvent ")
                .containsPattern("OnEvent \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? ")
                .containsPattern("database \\w+ of PostgreSQL \\d+\\.\\d+")
                .contains(
                        "data source " + DEFAULT,
                        "[innocent.plain, innocent.staged, innocent.transactional]",
                        "up to 5 threads",
                        "mode all");
    }

    @Test
    void it_is_the_same_of_one_that_only_publishes() {
        assertThat(said("ONEVENT-302", EngineDatabase.h2(), Map.of()))
                .singleElement()
                .asString()
                .startsWith("INFO ONEVENT-302: OnEvent ")
                .containsPattern("OnEvent \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? ")
                .containsPattern("database \\w+ of H2 2\\.")
                .contains(
                        "data source " + DEFAULT,
                        "only publishes",
                        "no bean of this application has an @OnEvent method");
    }

    @Test
    void a_sequence_that_lacks_is_named_with_the_remedy() {
        for (EngineDatabase database : List.of(EngineDatabase.h2(), EngineDatabase.postgres())) {
            database.execute("DROP SEQUENCE onevent_event_seq");
            assertThatThrownBy(() -> new EngineInstance(database, Map.of("onevent.schema", "validate"), Innocent.class))
                    .hasStackTraceContaining("ONEVENT-204: the data source " + DEFAULT)
                    .hasStackTraceContaining(" - onevent_event_seq: ");
        }
    }

    @Test
    void a_data_source_that_nobody_has_named_is_warned_of() {
        assertThat(said("ONEVENT-220", EngineDatabase.h2(), Map.of(), Innocent.class))
                .singleElement()
                .asString()
                .startsWith("WARNING ONEVENT-220: ")
                .contains("onevent.datasource", DEFAULT);
    }

    @Test
    void one_that_is_named_is_not_though_it_is_the_default() {
        assertThat(said("ONEVENT-220", EngineDatabase.h2(), Map.of("onevent.datasource", DEFAULT), Innocent.class))
                .isEmpty();
    }
}
