package io.onevent.it.participants;

import io.onevent.OnEvent;
import io.onevent.StoredEvent;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.UUID;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Handlers whose effects come by JDBC, at once or when their transaction completes. */
@ApplicationScoped
public class JdbcParticipants {

    @Inject
    private Deeds deeds;

    @Inject
    private ScopedParticipant scoped;

    @Inject
    private Instance<CompletionParticipant> completions;

    @Inject
    private Event<Done> done;

    @Resource(lookup = "java:app/jdbc/test", shareable = false)
    private DataSource unshared;

    @OnEvent("jdbc")
    void shared(StoredEvent event) {
        deeds.write(event.id(), "jdbc");
        Deeds.spoil(event);
    }

    @OnEvent("jdbc.unshared")
    void unshared(StoredEvent event) {
        Deeds.write(unshared, event.id(), "jdbc.unshared");
        Deeds.spoil(event);
    }

    @OnEvent("interposed")
    void interposed(StoredEvent event) throws NamingException {
        TransactionSynchronizationRegistry registry =
                InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
        registry.registerInterposedSynchronization(new Writes(event.id()));
        Deeds.spoil(event);
    }

    private final class Writes implements Synchronization {

        private final UUID event;

        private Writes(UUID event) {
            this.event = event;
        }

        @Override
        public void beforeCompletion() {
            deeds.write(event, "interposed");
        }

        @Override
        public void afterCompletion(int status) {}
    }

    @OnEvent("before.completion")
    void observedBefore(StoredEvent event) {
        done.fire(new Done(event.id(), "before.completion"));
        Deeds.spoil(event);
    }

    void before(@Observes(during = TransactionPhase.BEFORE_COMPLETION) Done event) {
        if (event.kind().equals("before.completion")) {
            deeds.write(event.event(), event.kind());
        }
    }

    @OnEvent("after.success")
    void observedAfter(StoredEvent event) {
        done.fire(new Done(event.id(), "after.success"));
        Deeds.spoil(event);
    }

    void after(@Observes(during = TransactionPhase.AFTER_SUCCESS) Done event) {
        if (event.kind().equals("after.success")) {
            deeds.writeInAnotherTransaction(event.event(), event.kind());
        }
    }

    @OnEvent("transaction.scoped")
    void scoped(StoredEvent event) {
        scoped.remember(event.id());
        scoped.write();
        Deeds.spoil(event);
    }

    @OnEvent("stateful.completion")
    void leftToCompletion(StoredEvent event) {
        completions.get().leave(event.id());
        Deeds.spoil(event);
    }
}
