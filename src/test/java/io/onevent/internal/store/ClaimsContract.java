package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Mode all: claims and releases. */
abstract class ClaimsContract extends TablesContract {

    ClaimsContract(DataSource dataSource, Dialect dialect) {
        super(dataSource, dialect);
    }

    @Test
    void a_claim_names_the_holder_raises_the_version_and_keeps_the_order() {
        UUID instance = liveInstance();
        UUID second = insert(due("a", Duration.ofSeconds(-20)));
        UUID first = insert(new NewEventRow(Ids.next(), "a", "p", "g", -30_000, null, null));
        insert(due("a", HOUR));
        List<TakenEvent> claimed = due.claim("a", wanted("a", 10), instance, System.nanoTime());
        assertThat(claimed).map(TakenEvent::id).containsExactly(first, second);
        assertThat(claimed).allMatch(TakenEvent::claimed).extracting("version").containsOnly(1);
        assertThat(claimed.get(0).event())
                .extracting("payload", "group", "retry")
                .containsExactly("p", "g", 0);
        assertThat(column("holder", UUID.class, first)).isEqualTo(instance);
        assertThat(column("version", Integer.class, first)).isEqualTo(1);
        assertThat(events.end(first, 0)).isFalse();
        assertThat(events.end(first, 1)).isTrue();
    }

    @Test
    void what_a_live_instance_holds_is_neither_claimed_nor_read_nor_expired_by_another() {
        UUID instance = liveInstance();
        UUID other = liveInstance();
        UUID first = insert(expiring("a", Duration.ofSeconds(1)));
        assertThat(claim(instance, "a", 1)).containsExactly(first);
        UUID second = insert(row("a"));
        assertThat(claim(other, "a", 10)).containsExactly(second);
        assertThat(claim(other, "a", 10)).isEmpty();
        assertThat(dueIds("a")).isEmpty();
        await("its expiry to pass").until(() -> clock.now().isAfter(time("expired_at", "onevent_event", first)));
        assertThat(expired(Set.of("a"), Set.of(), Duration.ZERO, 10)).isEmpty();
        instances.leave(instance);
        assertThat(expired(Set.of("a"), Set.of(), Duration.ZERO, 10)).containsExactly(first);
    }

    @Test
    void what_is_held_by_an_instance_that_is_gone_is_free() {
        UUID gone = liveInstance();
        UUID id = insert(row("a"));
        claim(gone, "a", 1);
        instances.leave(gone);
        assertThat(dueIds("a")).containsExactly(id);
        assertThat(claim(liveInstance(), "a", 1)).containsExactly(id);
        assertThat(column("version", Integer.class, id)).isEqualTo(2);
    }

    @Test
    void claims_that_are_made_at_once_share_the_events() {
        inserts.insertAlone(IntStream.range(0, 200).mapToObj(i -> row("a")).toList());
        List<CompletableFuture<List<UUID>>> claims = Stream.generate(this::liveInstance)
                .limit(8)
                .map(instance -> CompletableFuture.supplyAsync(() -> claim(instance, "a", 25)))
                .toList();
        List<UUID> claimed =
                claims.stream().flatMap(claim -> claim.join().stream()).toList();
        assertThat(claimed).doesNotHaveDuplicates().isNotEmpty();
    }

    @Test
    void what_a_live_instance_leads_is_not_claimed_and_stays_as_it_was() {
        UUID id = insert(row("a"));
        UUID leader = leaderOf("a");
        assertThat(claim(liveInstance(), "a", 10)).isEmpty();
        assertThat(column("version", Integer.class, id)).isZero();
        instances.leave(leader);
        assertThat(claim(liveInstance(), "a", 10)).containsExactly(id);
    }

    @Test
    void a_release_frees_what_the_instance_holds_and_nothing_else() {
        UUID instance = liveInstance();
        List<UUID> ids = List.of(insert(row("a")), insert(row("a")), insert(row("a")));
        claim(instance, "a", 10);
        events.retry(ids.get(2), 1, HOUR, false);
        assertThat(events.release(ids, UUID.randomUUID())).isZero();
        assertThat(dueIds("a")).isEmpty();
        assertThat(events.release(ids, instance)).isEqualTo(2);
        assertThat(dueIds("a")).containsExactly(ids.get(0), ids.get(1));
        assertThat(only("a", 0).version()).isEqualTo(2);
        assertThat(only("a", 0).suspect()).isFalse();
    }

    @Test
    void of_many_events_those_are_released_that_the_instance_holds() {
        UUID instance = liveInstance();
        inserts.insertAlone(IntStream.range(0, 300).mapToObj(i -> row("a")).toList());
        claim(instance, "a", 250);
        Set<UUID> all = new HashSet<>(jdbc.query("SELECT id FROM onevent_event", result -> Jdbc.uuid(result, "id")));
        assertThat(events.release(all, liveInstance())).isZero();
        assertThat(events.release(Set.of(), instance)).isZero();
        assertThat(events.release(all, instance)).isEqualTo(250);
        assertThat(read("a", 300)).filteredOn(event -> event.version() == 2).hasSize(250);
    }
}
