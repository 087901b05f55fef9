package io.onevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoredEventTest {

    @Test
    void its_components_are_those_that_applications_are_written_against() {
        assertThat(Arrays.stream(StoredEvent.class.getRecordComponents()).map(StoredEventTest::text))
                .containsExactly(
                        "UUID id",
                        "String name",
                        "String payload",
                        "String group",
                        "String key",
                        "Map headers",
                        "Instant createDate",
                        "Instant expiredAt",
                        "int retry");
    }

    private static String text(RecordComponent component) {
        return component.getType().getSimpleName() + " " + component.getName();
    }

    @Test
    void an_event_need_have_no_payload_no_group_and_no_expiry() {
        UUID id = UUID.randomUUID();
        StoredEvent event = new StoredEvent(id, "a", null, null, null, null, Instant.EPOCH, null, 2);
        assertThat(event).isEqualTo(new StoredEvent(id, "a", null, null, null, null, Instant.EPOCH, null, 2));
        assertThat(event.retry()).isEqualTo(2);
    }
}
