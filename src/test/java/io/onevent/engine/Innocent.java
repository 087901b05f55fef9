package io.onevent.engine;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Events that deserve no harm: of three names and two groups, a handler of each kind. */
@ApplicationScoped
class Innocent {

    static final String TRANSACTIONAL = "innocent.transactional";
    static final String PLAIN = "innocent.plain";
    static final String STAGED = "innocent.staged";

    @Inject
    Ledger ledger;

    @OnEvent(TRANSACTIONAL)
    void transactional(StoredEvent event) {
        ledger.write(event);
    }

    @OnEvent(PLAIN)
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    void plain(StoredEvent event) {
        ledger.write(event);
    }

    @OnEvent(STAGED)
    CompletionStage<Void> staged(StoredEvent event) {
        ledger.write(event);
        return CompletableFuture.completedFuture(null);
    }

    /** Publishes so many, in turn of each name, every fifth of them in one of two groups. */
    static List<UUID> publish(EngineInstance instance, int events) {
        List<NewEvent> all = new ArrayList<>();
        List<String> names = List.of(TRANSACTIONAL, PLAIN, STAGED);
        for (int i = 0; i < events; i++) {
            NewEvent event = NewEvent.named(names.get(i % names.size())).payload("{\"n\":" + i + "}");
            all.add(i % 5 == 0 ? event.group("group-" + i % 2) : event);
        }
        return instance.publishAll(all);
    }

    /** How many of all have had their effect. */
    static long handled(EngineDatabase database) {
        return Long.parseLong(database.rows("SELECT count(DISTINCT event_id) FROM ledger WHERE name LIKE 'innocent.%'")
                .get(0));
    }
}
