package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventPublisher;
import io.onevent.NewEvent;
import io.onevent.kit.app.Effects;
import io.onevent.testkit.TestEvents;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test kit where the application handles its events by itself. */
@Tag("server")
@ExtendWith(ArquillianExtension.class)
class KitBesideEngineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    private EventPublisher events;

    @Inject
    private TestEvents testEvents;

    @Inject
    private Effects effects;

    @Deployment
    static WebArchive kit() {
        return KitArchive.war("kit-beside.war", "onevent.testkit=true\n");
    }

    @Test
    void events_are_handled_by_themselves_and_waited_for() {
        UUID delayed = events.publish(NewEvent.named("effect").delay(Duration.ofHours(1)));
        events.publish("effect");
        assertThat(testEvents.awaitIdle(PATIENCE)).isTrue();
        assertThat(effects.names()).hasSize(1);
        assertThat(testEvents.only("effect").id()).as("of what still waits").isEqualTo(delayed);
        testEvents.advance(Duration.ofHours(2));
        assertThat(testEvents.awaitIdle(PATIENCE)).isTrue();
        assertThat(effects.names()).hasSize(2);
    }

    @Test
    void what_would_handle_them_a_second_time_is_refused() {
        assertThatThrownBy(() -> testEvents.drain())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("ONEVENT-124: drain is refused");
        assertThatThrownBy(() -> testEvents.step(new UUID(0, 1))).hasMessageStartingWith("ONEVENT-124: step");
        assertThatThrownBy(() -> testEvents.redeliver(new UUID(0, 1))).hasMessageStartingWith("ONEVENT-124: redeliver");
    }
}
