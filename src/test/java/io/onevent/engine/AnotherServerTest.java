package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby that has lagged behind becomes the database: it has events again whose ends it has never heard of. */
class AnotherServerTest {

    private static final String COLUMNS =
            "id, create_date, name, payload, retry, group_id, event_key, headers, expired_at,"
                    + " seq, due_at, version, started, suspect, first_failure";

    private final EngineDatabase database =
            EngineDatabase.withFunction("pg_postmaster_start_time", "server", "since timestamptz", "now()", "since");
    private EngineInstance instance;
    private Steps steps;

    @BeforeEach
    void start() {
        instance = new EngineInstance(database, Map.of("onevent.mode", "all"), Innocent.class);
        steps = Steps.of(instance);
        steps.untilIdle();
    }

    @AfterEach
    void stop() {
        instance.close();
        database.drop();
    }

    private UUID handled() {
        instance.queue().pause();
        UUID id = instance.publish(NewEvent.named(Innocent.PLAIN));
        database.execute("CREATE TABLE earlier AS SELECT " + COLUMNS + " FROM onevent_event");
        instance.queue().resume();
        steps.untilIdle();
        assertThat(runs(id)).isOne();
        return id;
    }

    /** Without a renewal of its lease, after which it would look for what it does not know by itself. */
    private void publishAndLook() {
        instance.publish(NewEvent.named(Innocent.PLAIN));
        await("all are handled").atMost(Duration.ofSeconds(20)).until(() -> {
            instance.poll();
            return database.count("onevent_event") == 0;
        });
    }

    /** The event is held by this instance again, which does not know of it. */
    private void goBack(UUID id) {
        // What its last renewal has asked for is done before.
        instance.poll();
        database.execute("INSERT INTO onevent_event (" + COLUMNS + ", holder) SELECT " + COLUMNS
                + ", (SELECT id FROM onevent_instance) FROM earlier");
        database.execute("UPDATE onevent_instance SET taken = ?", id.toString());
        database.execute("UPDATE server SET since = since + interval '1 second'");
    }

    private long runs(UUID id) {
        return database.count("ledger WHERE event_id = ?", id);
    }

    @Test
    void what_it_has_again_is_freed_by_the_next_claim() {
        UUID id = handled();
        goBack(id);
        publishAndLook();
        assertThat(runs(id)).isEqualTo(2);
    }

    @Test
    void also_where_another_transaction_was_in_the_way_of_that_claim_which_is_then_repeated() {
        UUID id = handled();
        goBack(id);
        database.execute("CREATE SEQUENCE writes");
        database.execute("CREATE FUNCTION refuse_the_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF nextval('writes') = 1 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END IF;"
                + " RETURN new; END $$");
        database.execute("CREATE TRIGGER refuse_the_first BEFORE UPDATE OF taken ON onevent_instance"
                + " FOR EACH ROW EXECUTE FUNCTION refuse_the_first()");
        publishAndLook();
        assertThat(database.count("writes WHERE last_value > 1")).isOne();
        assertThat(runs(id)).isEqualTo(2);
    }
}
