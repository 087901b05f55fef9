package io.onevent.internal.drain.queue;

import io.onevent.internal.config.Batching;
import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.discover.Handlers;
import io.onevent.internal.discover.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many events of a name are handled together at most: by one call, or by calls that share a transaction. */
public final class BatchSizes {

    private final Map<String, Integer> ofCall = new HashMap<>();
    private final Map<String, Integer> ofTransaction = new HashMap<>();

    /**
     * What the handlers declare and what is configured.
     *
     * @throws ConfigurationException if more is configured than a handler can take; it names all such keys
     */
    public BatchSizes(Handlers handlers, Batching batching) {
        List<String> problems = new ArrayList<>();
        for (String name : handlers.names()) {
            String handler = String.valueOf(handlers.of(name).get(0));
            boolean ofMany = handlers.areOfMany(name);
            int batch = batching.batchByName().getOrDefault(name, handlers.batch(name));
            int perTransaction = batching.perTransactionByName().getOrDefault(name, 1);
            if (batch > 1 && !ofMany) {
                problems.add("onevent.event." + name + ".batch = " + batch + ", but " + handler
                        + " takes one event: give it lists and @OnEvent(batch = " + batch + "), or use"
                        + " onevent.event." + name + ".events-per-transaction");
            }
            if (perTransaction > 1 && ofMany) {
                problems.add("onevent.event." + name + ".events-per-transaction = " + perTransaction + ", but "
                        + handler + " takes lists, which share a transaction anyway: use onevent.event." + name
                        + ".batch");
            } else if (perTransaction > 1 && handlers.kind(name) != Kind.TRANSACTIONAL) {
                problems.add("onevent.event." + name + ".events-per-transaction = " + perTransaction + ", but "
                        + handler + " runs without a transaction: remove the key");
            }
            ofCall.put(name, ofMany ? batch : 1);
            ofTransaction.put(name, perTransaction);
        }
        if (!problems.isEmpty()) {
            throw ConfigurationException.of(problems);
        }
    }

    /** How many events one call of the handlers may have, by name. */
    public Map<String, Integer> ofCall() {
        return Map.copyOf(ofCall);
    }

    /** How many events one call of the handlers may have. */
    public int ofCall(String name) {
        return ofCall.get(name);
    }

    /** How many events, each handled by calls of its own, may share a transaction. */
    public int ofTransaction(String name) {
        return ofTransaction.get(name);
    }
}
