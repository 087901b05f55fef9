package io.onevent.it.shop;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.concurrent.CountDownLatch;

/** Handlers that do nothing in their transaction, or nothing before it completes. An EJB, because Open Liberty lends entity managers to these. */
@Stateless
public class CompletionHandlers {

    /** The test has changed the event that runs. */
    public static final CountDownLatch CHANGED = new CountDownLatch(1);

    @PersistenceContext
    private EntityManager entities;

    @EJB
    private PersistsAtCompletion bean;

    @OnEvent("touches.nothing")
    public void touchNothing() throws InterruptedException {
        Seen.add("touches.nothing", "a run");
        CHANGED.await();
    }

    /** The row of the first run is there already. */
    @OnEvent("persists.at.completion")
    public void persist(StoredEvent event) {
        entities.persist(new Purchase(100 + event.retry()));
    }

    @OnEvent("bean.persists.at.completion")
    public void leaveItToTheBean(StoredEvent event) {
        bean.leaveToCompletion(200 + event.retry());
    }
}
