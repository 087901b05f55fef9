package io.onevent.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.log.LoggedLines;
import io.onevent.testkit.RecordingEventPublisher;
import io.onevent.testkit.TestEvents;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kit on the class path alone. */
@Tag("se")
class TestKitOffSeTest {

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    @Test
    void without_its_key_the_kit_does_nothing_and_says_so() {
        try (SeContainer container = SeContainerInitializer.newInstance().initialize()) {
            assertThat(container.select(TestEvents.class).isUnsatisfied()).isTrue();
            assertThat(container.select(RecordingEventPublisher.class).isUnsatisfied())
                    .isTrue();
            assertThat(logged.lines())
                    .extracting(LogRecord::getMessage)
                    .anyMatch(line -> line.startsWith("ONEVENT-434: "))
                    .anyMatch(line -> line.startsWith("ONEVENT-222: "));
        }
    }
}
