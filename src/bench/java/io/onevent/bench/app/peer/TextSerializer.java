package io.onevent.bench.app.peer;

import com.github.jonasrutishauser.transactional.event.api.serialization.EventSerializer;
import jakarta.enterprise.context.ApplicationScoped;

/** Stores a text as it is; by default it would be written as JSON. */
@ApplicationScoped
public class TextSerializer implements EventSerializer<Text> {

    @Override
    public String serialize(Text event) {
        return event.payload();
    }

    /** The library looks for the type in the class, which may be a proxy's. */
    @Override
    public Class<Text> getType() {
        return Text.class;
    }
}
