package io.onevent.internal.publish;

import io.onevent.internal.log.Log;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says once of each name that its events may expire before an instance other than their publisher's sees them. */
final class ShortLives {

    /** Names may be made up by a program. */
    private static final int MOST_NAMES = 1_000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** An event of this name lives so long after it is due, null for ever; on another instance it starts within that. */
    void look(String name, Duration life, Duration startElsewhere) {
        if (life != null && life.compareTo(startElsewhere) < 0 && said.size() < MOST_NAMES && said.add(name)) {
            Log.livesShort(name, life, startElsewhere);
        }
    }
}
