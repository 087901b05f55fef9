package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    private static long millis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    @Test
    void an_id_is_a_uuid_of_version_7_and_the_variant_of_the_rfc() {
        for (int i = 0; i < 1_000; i++) {
            UUID id = Ids.next();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void an_id_begins_with_the_time() {
        long before = System.currentTimeMillis();
        UUID id = Ids.next();
        assertThat(millis(id)).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void a_later_id_sorts_after_an_earlier_one_as_text_does() {
        UUID earlier = Ids.next();
        await("another millisecond").until(() -> System.currentTimeMillis() > millis(earlier));
        UUID later = Ids.next();
        assertThat(later.toString()).isGreaterThan(earlier.toString());
        assertThat(Long.compareUnsigned(later.getMostSignificantBits(), earlier.getMostSignificantBits()))
                .isPositive();
    }

    @Test
    void ids_of_one_millisecond_differ() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(Ids.next());
        }
        assertThat(ids).hasSize(100_000);
    }
}
