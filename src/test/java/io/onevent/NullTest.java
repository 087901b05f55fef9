package io.onevent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.onevent.internal.operate.OperateDoor;
import io.onevent.internal.publish.PublishDoor;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null that may not be is refused by the name of its parameter, before anything is done. */
class NullTest {

    private static final EventPublisher EVENTS = PublishDoor.unopenedPublisher();
    private static final EventQueue QUEUE = OperateDoor.unopenedQueue();
    private static final DeadEvents DEAD = OperateDoor.unopenedDeadEvents();
    private static final ProcessedEvents PROCESSED = OperateDoor.unopenedProcessedEvents();
    private static final WaitingEvents WAITING = OperateDoor.unopenedWaitingEvents();
    private static final NewEvent EVENT = NewEvent.named("a");

    static Stream<Arguments> calls() {
        return Stream.of(
                call("name", () -> EVENTS.publish((String) null)),
                call("name", () -> EVENTS.publish(null, "payload")),
                call("event", () -> EVENTS.publish((NewEvent) null)),
                call("events", () -> EVENTS.publishAll((Collection<NewEvent>) null)),
                call("events", () -> EVENTS.publishAll(Arrays.asList((NewEvent) null))),
                call("name", () -> use(NewEvent.named(null))),
                call("group", () -> use(EVENT.group(null))),
                call("delay", () -> use(EVENT.delay(null))),
                call("expiresAfter", () -> use(EVENT.expiresAfter(null))),
                call("expiresAt", () -> use(EVENT.expiresAt(null))),
                call("duration", () -> use(new PostponeEventException(null))),
                call("id", () -> QUEUE.explain(null)),
                call("name", () -> QUEUE.pause(null)),
                call("name", () -> QUEUE.pause(null, Instant.MAX)),
                call("until", () -> QUEUE.pause("a", null)),
                call("name", () -> QUEUE.resume(null)),
                call("most", () -> QUEUE.awaitIdle(null)),
                call("filter", () -> DEAD.list(null)),
                call("filter", () -> DEAD.count(null)),
                call("id", () -> DEAD.find(null)),
                call("id", () -> DEAD.replay(null)),
                call("id", () -> DEAD.discard(null)),
                call("filter", () -> DEAD.replayAll(null)),
                call("filter", () -> DEAD.discardAll(null)),
                call("filter", () -> PROCESSED.list(null)),
                call("filter", () -> PROCESSED.count(null)),
                call("id", () -> PROCESSED.find(null)),
                call("id", () -> PROCESSED.replay(null)),
                call("id", () -> PROCESSED.discard(null)),
                call("filter", () -> PROCESSED.replayAll(null)),
                call("filter", () -> PROCESSED.discardAll(null)),
                call("filter", () -> WAITING.list(null)),
                call("filter", () -> WAITING.count(null)),
                call("id", () -> WAITING.find(null)),
                call("id", () -> WAITING.cancel(null)),
                call("filter", () -> WAITING.cancelAll(null)),
                call("id", () -> WAITING.runNow(null)),
                call("id", () -> WAITING.reschedule(null, Instant.EPOCH)),
                call("dueAt", () -> WAITING.reschedule(UUID.randomUUID(), null)),
                call("from", () -> PROCESSED.figures(null, Instant.EPOCH)),
                call("to", () -> PROCESSED.figures(Instant.EPOCH, null)));
    }

    private static Arguments call(String parameter, ThrowingCallable call) {
        return arguments(parameter, call);
    }

    /** What is made is not what is looked at. */
    private static void use(Object made) {
        List.of(made);
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("calls")
    void a_null_is_refused_by_name(String parameter, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(one of )?" + parameter + " is null.*");
    }
}
