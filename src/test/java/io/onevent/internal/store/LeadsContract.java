package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.onevent.EventStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads which name. */
abstract class LeadsContract extends TablesContract {

    LeadsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    @Test
    void a_lead_of_nobody_and_one_of_a_dead_instance_are_read_as_free() {
        UUID live = UUID.randomUUID();
        instances.enter(live, "live", HOUR, Map.of());
        leads.add("free");
        leads.add("led");
        leads.add("left");
        leads.take("led", live);
        leads.take("left", UUID.randomUUID());
        assertThat(leads.readAll())
                .containsOnlyKeys("free", "led", "left")
                .containsEntry("led", live)
                .containsEntry("free", null)
                .containsEntry("left", null);
    }

    @Test
    void a_lead_is_taken_by_the_first_that_comes() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        assertThat(leads.take("a", first)).isFalse();
        leads.add("a");
        assertThat(leads.readAll().keySet()).containsExactly("a");
        assertThat(leads.read()).isEmpty();
        assertThat(leads.take("a", first)).isTrue();
        assertThat(leads.take("a", second)).isFalse();
        assertThat(leads.read()).isEqualTo(Map.of("a", first));
    }

    @Test
    void a_lead_whose_instance_is_gone_is_free() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        leads.add("a");
        leads.take("a", first);
        instances.leave(first);
        assertThat(leads.read()).isEmpty();
        assertThat(leads.take("a", second)).isTrue();
        assertThat(leads.read()).isEqualTo(Map.of("a", second));
    }

    @Test
    void an_instance_that_releases_its_leads_leaves_those_of_others() {
        UUID first = liveInstance();
        UUID second = liveInstance();
        for (String name : List.of("a", "b", "c")) {
            leads.add(name);
        }
        leads.take("a", first);
        leads.take("b", second);
        leads.take("c", first);
        leads.release(first);
        assertThat(leads.read()).isEqualTo(Map.of("b", second));
        assertThat(leads.take("c", second)).isTrue();
    }

    @Test
    void names_that_are_kept_free_cannot_be_led_before_the_end_of_the_transaction() throws SQLException {
        UUID leader = leaderOf("led");
        leads.add("free");
        leads.add("gone");
        UUID gone = liveInstance();
        leads.take("gone", gone);
        instances.leave(gone);
        CompletableFuture<Boolean> taking;
        try (StoreSession claiming = open()) {
            assertThat(claiming.leads().keepFree(Set.of("led", "free", "gone", "unknown")))
                    .containsExactly("free", "gone");
            taking = CompletableFuture.supplyAsync(() -> leads.take("free", leader));
            await("the leader to wait for the claim")
                    .during(Duration.ofMillis(100))
                    .until(() -> !taking.isDone());
            claiming.commit();
        }
        assertThat(taking.join()).isTrue();
        leads.release("free", UUID.randomUUID());
        assertThat(leads.read()).containsEntry("free", leader);
        leads.release("free", leader);
        assertThat(leads.read()).containsOnlyKeys("led");
    }

    /** By an instance that the transaction cannot have seen. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void a_name_that_is_led_meanwhile_is_not_kept_free(int isolation) throws SQLException {
        leads.add("a");
        leads.add("b");
        try (StoreSession claiming = open(isolation)) {
            assertThat(claiming.leads().read()).isEmpty();
            assertThat(claiming.due().isAnyOf(List.of("a"))).isFalse();
            leads.take("a", liveInstance());
            passesOrIsContended(() ->
                    assertThat(claiming.leads().keepFree(Set.of("a", "b"))).containsExactly("b"));
        }
    }

    @Test
    void an_instance_tells_what_it_handles_whatever_the_names() {
        UUID id = UUID.randomUUID();
        Map<String, Integer> handles = Map.of("order.placed", 3, "a=b c\n%", 0);
        instances.enter(id, "shop/shop", HOUR, Map.of());
        assertThat(instances.read()).singleElement().satisfies(live -> {
            assertThat(live.handles()).isEmpty();
            assertThat(live.taken()).isEmpty();
        });
        instances.writeRunning(id, handles);
        List<UUID> taken = List.of(UUID.randomUUID());
        instances.writeTaken(id, taken);
        assertThat(instances.read()).singleElement().satisfies(live -> {
            assertThat(live.id()).isEqualTo(id);
            assertThat(live.application()).isEqualTo("shop/shop");
            assertThat(live.handles()).isEqualTo(handles);
            assertThat(live.taken()).isEqualTo(taken);
            assertThat(live.aliveSince()).isCloseTo(clock.now(), within(5, ChronoUnit.SECONDS));
        });
    }

    @Test
    void the_row_of_a_lead_is_added_once() {
        leads.add("a");
        assertThatThrownBy(() -> leads.add("a")).isExactlyInstanceOf(EventStoreException.class);
        assertThat(leads.readAll().keySet()).containsExactly("a");
    }

    @Test
    void of_many_that_want_a_lead_at_once_one_has_it() {
        leads.add("a");
        UUID[] wanting = Stream.generate(this::liveInstance).limit(8).toArray(UUID[]::new);
        List<CompletableFuture<Boolean>> taking = Arrays.stream(wanting)
                .map(instance -> CompletableFuture.supplyAsync(() -> leads.take("a", instance)))
                .toList();
        assertThat(taking.stream().map(CompletableFuture::join).filter(took -> took))
                .hasSize(1);
    }
}
