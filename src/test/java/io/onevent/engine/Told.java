package io.onevent.engine;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Handlers that write into the ledger, and then do what the test has told them. */
@ApplicationScoped
class Told {

    /** What a handler does beside its entry in the ledger. */
    interface Deed {
        void on(StoredEvent event) throws Exception;
    }

    private static final Map<String, Deed> DEEDS = new HashMap<>();
    private static final List<String> CALLS = new ArrayList<>();

    @Inject
    Ledger ledger;

    /** From now on handlers of this name do this, too. */
    static void to(String name, Deed deed) {
        DEEDS.put(name, deed);
    }

    /** From now on handlers do nothing else, and nothing was called. */
    static void nothing() {
        DEEDS.clear();
        CALLS.clear();
    }

    /** The payloads of all calls so far, or the names where there was none. */
    static List<String> calls() {
        return CALLS;
    }

    @OnEvent("a")
    void onA(StoredEvent event) throws Exception {
        does(event);
    }

    @OnEvent("b")
    void onB(StoredEvent event) throws Exception {
        does(event);
    }

    @OnEvent("plain")
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    void onPlain(StoredEvent event) throws Exception {
        does(event);
    }

    private void does(StoredEvent event) throws Exception {
        CALLS.add(event.payload() == null ? event.name() : event.payload().replace("\"", ""));
        ledger.write(event);
        Deed deed = DEEDS.get(event.name());
        if (deed != null) {
            deed.on(event);
        }
    }
}
