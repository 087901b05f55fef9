package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When an engine is told to be stuck, and what is told where there is none. */
class ConditionTest {

    private record Engine(Duration unprovenFor) implements Watcher.Engine {

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public Map<String, Duration> longestRuns() {
            return Map.of();
        }
    }

    private static Duration stuckFor(Duration pollInterval, Duration unproven) {
        Condition condition = new Condition(null);
        condition.works(new Engine(unproven));
        condition.looks(pollInterval);
        return condition.stuckFor();
    }

    @Test
    void it_is_stuck_if_nothing_comes_back_for_minutes() {
        assertThat(stuckFor(Duration.ofSeconds(1), Duration.ofMinutes(4))).isNull();
        assertThat(stuckFor(Duration.ofSeconds(1), Duration.ofMinutes(6))).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void between_looks_that_are_far_apart_it_is_not() {
        assertThat(stuckFor(Duration.ofHours(8), Duration.ofHours(8))).isNull();
        assertThat(stuckFor(Duration.ofHours(1), Duration.ofHours(4))).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void while_a_read_hangs_no_other_hangs_with_it() {
        CompletableFuture<Store> answer = new CompletableFuture<>();
        Condition publishingOnly = new Condition(new OpenedStore() {
            @Override
            public Store store() {
                return answer.join();
            }
        });
        var first = CompletableFuture.supplyAsync(publishingOnly::obstacles);
        // Whichever of the two comes first waits for the database, and no other.
        var second = CompletableFuture.supplyAsync(publishingOnly::obstacles);
        assertThat(CompletableFuture.anyOf(first, second))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(Map.of("database", "a read has been waiting for its answer for a second or longer"));
        answer.completeExceptionally(new IllegalStateException("it is gone"));
        assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(Duration.ofSeconds(30));
        assertThat(publishingOnly.obstacles().get("database")).contains("it is gone");
    }
}
