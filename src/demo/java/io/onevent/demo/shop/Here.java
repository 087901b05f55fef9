package io.onevent.demo.shop;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** This instance, as the launcher has named it; one that was deployed by hand is the only one. */
@ApplicationScoped
class Here {

    /** Its name on the page. */
    String name() {
        String name = System.getenv("DEMO_INSTANCE");
        return name == null ? "only" : name;
    }

    /** Of its process. */
    long pid() {
        return ProcessHandle.current().pid();
    }

    /** When the demo was started: runs before that are forgotten. */
    Instant since() {
        String since = System.getenv("DEMO_SINCE");
        return since == null ? Instant.now() : Instant.parse(since);
    }
}
