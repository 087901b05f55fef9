package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** Comes to an end only on a virtual thread, and only while so many others run. */
@ApplicationScoped
public class VirtualThreadHandler {

    public static final int TOGETHER = 100;

    private final CyclicBarrier all = new CyclicBarrier(TOGETHER);

    @Inject
    private Ledger ledger;

    @OnEvent("virtual")
    void handle(StoredEvent event) throws Exception {
        // The class files of the tests are those of a JDK that knows no virtual threads.
        if (!(boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())) {
            throw new RejectEventException(Thread.currentThread() + " is no virtual thread");
        }
        ledger.write(event);
        all.await(30, TimeUnit.SECONDS);
    }
}
