package io.onevent.it.places;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Publishes while the application starts, in a transaction of the container. */
@Singleton
@Startup
public class FirstStart {

    @Inject
    private Desk desk;

    @PostConstruct
    void start() {
        desk.put("startup");
    }
}
