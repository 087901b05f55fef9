package io.onevent.internal.publish;

import io.onevent.internal.discover.OnEventExtension;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;

/** The payloads of one deployment, for who publishes and who handles. */
@ApplicationScoped
public class OpenedPayloads {

    @Inject
    private OnEventExtension extension;

    @Inject
    private BeanManager beans;

    private Payloads payloads;

    /** Of the application's own Jsonb, where it has one. */
    private CreationalContext<?> jsonbInUse;

    /** What is written and read with; made once, when it is first needed. */
    public synchronized Payloads get() {
        if (payloads == null) {
            Bean<?> jsonb = extension.jsonb();
            payloads = jsonb == null ? Payloads.withDefaults() : Payloads.of(use(jsonb));
        }
        return payloads;
    }

    private Jsonb use(Bean<?> jsonb) {
        jsonbInUse = beans.createCreationalContext(jsonb);
        return (Jsonb) beans.getReference(jsonb, Jsonb.class, jsonbInUse);
    }

    @PreDestroy
    synchronized void close() {
        if (payloads != null) {
            payloads.close();
        }
        if (jsonbInUse != null) {
            jsonbInUse.release();
        }
    }
}
