package io.onevent.engine;

import static org.awaitility.Awaitility.await;

import io.onevent.internal.drain.EngineDoor;
import java.time.Duration;
import java.util.List;

/** Steps instances through their work. */
record Steps(List<EngineInstance> instances) {

    static Steps of(EngineInstance... instances) {
        return new Steps(List.of(instances));
    }

    /** One tick of each timer of each instance, and all that it brings about on other threads. */
    void untilIdle() {
        for (EngineInstance instance : instances) {
            instance.renew();
            instance.poll();
        }
        for (EngineInstance instance : instances) {
            await("what the look at the table has started")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> isIdle(instance) && isIdle(instance));
        }
    }

    /** Nothing runs, and nothing that could make something run. */
    private static boolean isIdle(EngineInstance instance) {
        EngineDoor.Places places = instance.places();
        return places.workers() == 0 && places.submitted() == 0;
    }
}
