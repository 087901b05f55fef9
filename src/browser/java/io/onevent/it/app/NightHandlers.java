package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What else a shop handles at night: some of it goes wrong by what is published. */
@ApplicationScoped
public class NightHandlers {

    private static final Duration SLOW = Duration.ofMillis(200);

    @Inject
    private Ledger ledger;

    @OnEvent("parcel.sent")
    void send(String address, StoredEvent event) {
        if ("nowhere".equals(address)) {
            throw new RejectEventException("no carrier goes to \"nowhere\": the address has no country");
        }
        ledger.write(event);
    }

    /** Slow enough that many of it are a flood. */
    @OnEvent("search.index")
    void index() {
        LockSupport.parkNanos(SLOW.toNanos());
    }

    @OnEvent("mail.welcome")
    void welcome(StoredEvent event) {
        ledger.write(event);
    }

    @OnEvent("invoice.created")
    void invoice() {}

    @OnEvent("stock.changed")
    void stock() {}
}
