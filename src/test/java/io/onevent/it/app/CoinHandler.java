package io.onevent.it.app;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes the event down if its payload is worth something. */
@ApplicationScoped
public class CoinHandler {

    @Inject
    private Ledger ledger;

    @OnEvent("coin")
    void handle(Coin coin, StoredEvent event) {
        if (coin.cents() > 0) {
            ledger.write(event);
        }
    }
}
