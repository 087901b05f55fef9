package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Rows of instances and their leases. */
abstract class InstancesContract extends TablesContract {

    InstancesContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    @Test
    void what_an_instance_has_taken_is_told() {
        UUID instance = liveInstance();
        assertThat(instances.lockTaken(instance)).isEmpty();
        Set<UUID> some = Set.of(UUID.randomUUID(), UUID.randomUUID());
        instances.writeTaken(instance, some);
        assertThat(instances.lockTaken(instance)).isEqualTo(some);
        assertThat(instances.lockTaken(UUID.randomUUID())).isEmpty();
    }

    @Test
    void the_server_is_told_as_the_same_where_it_can_be_asked() {
        assertThat(instances.server()).isEqualTo(instances.server());
        assertThat(instances.server() != null).isEqualTo(dialect == Dialect.POSTGRESQL);
    }

    @Test
    void an_instance_whose_lease_has_run_out_is_dead_with_what_it_had_taken() throws SQLException {
        UUID live = UUID.randomUUID();
        UUID dead = UUID.randomUUID();
        UUID longDead = UUID.randomUUID();
        List<UUID> taken = List.of(UUID.randomUUID(), UUID.randomUUID());
        instances.enter(live, "live", HOUR, Map.of());
        assertThat(StoreSession.lockDead(instances)).isNull();
        instances.enter(dead, "shop/shop", Duration.ofSeconds(-10), Map.of());
        assertThat(instances.writeTaken(dead, taken)).isTrue();
        instances.enter(longDead, "shop/shop", HOUR_AGO, Map.of());
        try (StoreSession successor = open();
                StoreSession other = open()) {
            assertThat(StoreSession.lockDead(successor.instances()))
                    .extracting(
                            InstanceTable.Entered::id, InstanceTable.Entered::application, InstanceTable.Entered::taken)
                    .containsExactly(longDead, "shop/shop", List.of());
            assertThat(StoreSession.lockDead(other.instances()))
                    .extracting(
                            InstanceTable.Entered::id, InstanceTable.Entered::application, InstanceTable.Entered::taken)
                    .containsExactly(dead, "shop/shop", taken);
        }
    }

    @Test
    void a_lease_that_was_renewed_since_it_was_read_is_not_taken_over() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO, Map.of());
        InstanceTable.Lease read = instances.leases().get(0);
        assertThat(instances.renew(id, HOUR)).isTrue();
        assertThat(instances.lockDead(read)).isNull();
        assertThat(instances.lockDead(instances.leases().get(0))).isNotNull();
    }

    @Test
    void a_lease_lasts_as_long_as_from_a_renewal_where_the_clock_was_set_since() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        Duration longest = Duration.ofSeconds(30);
        Instant until = noon.plusSeconds(20);
        assertThat(lease(until, noon, longest).left(false)).isEqualTo(Duration.ofSeconds(20));
        assertThat(lease(until, noon.plus(HOUR), longest).left(false)).isNegative();
        assertThat(lease(until, noon.plus(HOUR), longest).left(true)).isEqualTo(longest);
        assertThat(lease(until, noon.minus(HOUR), longest).left(false)).isEqualTo(longest);
        assertThat(lease(until, noon.minus(HOUR), null).left(false)).isEqualTo(HOUR.plusSeconds(20));
        assertThat(lease(Instant.MAX, noon, null).left(false)).isNegative();
        assertThat(lease(null, noon, longest).left(true)).isNegative();
    }

    @Test
    void a_lease_says_which_process_holds_it_and_whether_that_is_gone() {
        ServerProcess own = ServerProcess.own();
        assertThat(own).as("known on the Linux that runs the tests").isNotNull();
        UUID here = UUID.randomUUID();
        instances.enter(here, "a", HOUR, Map.of("order placed", 2));
        UUID before = UUID.randomUUID();
        ServerProcess restarted = new ServerProcess(own.place(), own.pid(), own.start() - 1);
        instances.enter(before, "a", HOUR, Map.of(), restarted);
        UUID unknown = UUID.randomUUID();
        instances.enter(unknown, "a", HOUR, Map.of(), null);
        assertThat(instances.leases())
                .extracting(
                        InstanceTable.Lease::id,
                        InstanceTable.Lease::process,
                        InstanceTable.Lease::isOfProcessThatIsGone)
                .containsExactlyInAnyOrder(
                        tuple(here, own, false), tuple(before, restarted, true), tuple(unknown, null, false));
        assertThat(instances.leases())
                .extracting(InstanceTable.Lease::handles)
                .containsExactlyInAnyOrder(Set.of("order placed"), Set.of(), Set.of());
    }

    @Test
    void an_instance_that_renews_lives() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO, Map.of());
        assertThat(instances.renew(id, HOUR)).isTrue();
        assertThat(StoreSession.lockDead(instances)).isNull();
        assertThat(time("lease_until", "onevent_instance", id))
                .isCloseTo(clock.now().plus(HOUR), within(5, ChronoUnit.SECONDS));
    }

    @Test
    void an_instance_that_left_or_was_taken_over_learns_it() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR, Map.of());
        instances.leave(id);
        assertThat(instances.renew(id, HOUR)).isFalse();
        assertThat(instances.writeTaken(id, List.of(UUID.randomUUID()))).isFalse();
        assertThat(count("onevent_instance")).isZero();
    }

    @Test
    void what_an_instance_takes_replaces_what_it_had_taken_and_may_be_much() {
        UUID id = UUID.randomUUID();
        instances.enter(id, "a", HOUR_AGO, Map.of());
        instances.writeTaken(id, List.of(UUID.randomUUID()));
        List<UUID> many =
                IntStream.range(0, 2_000).mapToObj(i -> UUID.randomUUID()).toList();
        instances.writeTaken(id, many);
        assertThat(StoreSession.lockDead(instances).taken()).isEqualTo(many);
        instances.writeTaken(id, List.of());
        assertThat(StoreSession.lockDead(instances).taken()).isEmpty();
    }
}
