package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;

/** A handler of two data sources, both of which commit in two phases. */
@ApplicationScoped
public class XaParticipants {

    @Resource(lookup = "java:app/jdbc/second")
    private DataSource second;

    @OnEvent("two.sources")
    void second(StoredEvent event) {
        Deeds.write(second, event.id(), "two.sources");
        Deeds.spoil(event);
    }
}
