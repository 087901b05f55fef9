package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.inject.Inject;

/** An ejb-jar.xml makes it an EJB. */
public class DescribedHandler {

    @Inject
    private RunTable runs;

    @OnEvent("described")
    public void handle(StoredEvent event) {
        runs.end(runs.begin(event));
    }
}
