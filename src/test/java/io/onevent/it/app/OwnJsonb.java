package io.onevent.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;

/** The application's own JSON-B. */
@ApplicationScoped
public class OwnJsonb {

    @Produces
    @ApplicationScoped
    Jsonb jsonb() {
        return JsonbBuilder.create(new JsonbConfig().withAdapters(new CoinAdapter()));
    }

    /** Writes and reads coins. */
    public static final class CoinAdapter implements JsonbAdapter<Coin, Long> {

        @Override
        public Long adaptToJson(Coin coin) {
            return coin.cents();
        }

        @Override
        public Coin adaptFromJson(Long cents) {
            return Coin.of(cents);
        }
    }
}
