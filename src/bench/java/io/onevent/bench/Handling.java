package io.onevent.bench;

import io.onevent.bench.app.JpaBatchHandler;
import io.onevent.bench.app.JpaHandler;
import io.onevent.bench.app.KeptHandler;
import io.onevent.bench.app.NoTransactionHandler;
import io.onevent.bench.app.RowBatchHandler;
import io.onevent.bench.app.RowHandler;
import io.onevent.bench.app.RowSharedHandler;
import io.onevent.bench.app.TransactionalHandler;
import io.onevent.bench.app.WaitingHandler;

/**
 * What a handler does. Each is an application of its own in the server, because where an application handles several names
 * OnEvent keeps threads free for the others.
 */
enum Handling {
    TRANSACTIONAL("tx", TransactionalHandler.class),
    NO_TRANSACTION("notx", NoTransactionHandler.class),
    ROW("row", RowHandler.class),
    ROW_BATCH("rowbatch", RowBatchHandler.class),
    ROW_SHARED("rowshared", RowSharedHandler.class),
    JPA("jpa", JpaHandler.class),
    JPA_BATCH("jpabatch", JpaBatchHandler.class),
    KEPT("kept", KeptHandler.class),
    WAITING("wait", WaitingHandler.class);

    /** The name of the events, of their application and of its context root. */
    final String eventName;

    final Class<?> handler;

    Handling(String eventName, Class<?> handler) {
        this.eventName = eventName;
        this.handler = handler;
    }

    /** Whether a handler writes a row. */
    boolean hasEffect() {
        return this == ROW || this == ROW_BATCH || this == ROW_SHARED || usesJpa();
    }

    boolean usesJpa() {
        return this == JPA || this == JPA_BATCH;
    }
}
