package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.EventPublisher;
import io.onevent.EventQueue;
import io.onevent.kit.app.Effects;
import io.onevent.testkit.TestEvents;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test kit that has come into a deployment by accident. */
@Tag("server")
@ExtendWith(ArquillianExtension.class)
class KitOffIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    private EventPublisher events;

    @Inject
    private EventQueue queue;

    @Inject
    private TestEvents testEvents;

    @Inject
    private Effects effects;

    @Deployment
    static WebArchive kit() {
        return KitArchive.war("kit-off.war", "");
    }

    @Test
    void without_its_key_the_kit_does_nothing_and_events_are_handled() {
        events.publish("effect");
        assertThatThrownBy(() -> testEvents.clear())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("ONEVENT-123: the test kit does nothing: set onevent.testkit=true");
        assertThatThrownBy(() -> testEvents.drain()).hasMessageStartingWith("ONEVENT-123: ");
        assertThatThrownBy(() -> testEvents.advance(PATIENCE)).hasMessageStartingWith("ONEVENT-123: ");
        assertThatThrownBy(() -> testEvents.published()).hasMessageStartingWith("ONEVENT-123: ");
        assertThatThrownBy(() -> testEvents.failNext("effect", new Error())).hasMessageStartingWith("ONEVENT-123: ");
        assertThat(queue.awaitIdle(PATIENCE)).isTrue();
        assertThat(effects.names()).containsExactly("effect");
    }
}
