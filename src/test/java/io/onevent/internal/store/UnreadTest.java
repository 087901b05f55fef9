package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What was met and could not be read. */
class UnreadTest {

    @Test
    void all_that_were_left_have_their_turn_before_one_is_tried_again() {
        Unread unread = new Unread();
        List<UUID> events = new ArrayList<>(Stream.generate(Ids::next).limit(50).toList());
        events.forEach(unread::met);
        Collections.shuffle(events, new Random(1));
        events.forEach(unread::leave);
        assertThat(unread.all()).containsExactlyElementsOf(events);
    }
}
