package io.onevent;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An event as it lies in the database.
 *
 * @param id a UUID of version 7, the same in every run and after a replay
 * @param name the name it was published under
 * @param payload as stored, or null for none
 * @param group its group, or null for none
 * @param key its {@linkplain NewEvent#key key}, or null for none
 * @param headers its {@linkplain NewEvent#header headers} in the order in which they were added; unmodifiable, never
 *     null, empty for none
 * @param createDate the database's clock at the insert
 * @param expiredAt the time before which it must start for the first time, or null for none
 * @param retry the number of failed runs before this one; zero in the first run and after a replay
 */
public record StoredEvent(
        UUID id,
        String name,
        String payload,
        String group,
        String key,
        Map<String, String> headers,
        Instant createDate,
        Instant expiredAt,
        int retry) {

    /**
     * Copies the headers.
     *
     * @param id its id
     * @param name its name
     * @param payload its payload, or null for none
     * @param group its group, or null for none
     * @param key its key, or null for none
     * @param headers its headers; null stands for none
     * @param createDate when it was inserted
     * @param expiredAt when it expires, or null for never
     * @param retry how many runs have failed
     */
    public StoredEvent {
        headers = headers == null || headers.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
