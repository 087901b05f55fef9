package io.onevent.internal.operate;

import io.onevent.ProcessedEvent;
import io.onevent.ProcessedEventFilter;
import io.onevent.ProcessedEvents;
import io.onevent.ProcessedFigure;
import io.onevent.internal.store.Store;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The operator's way to processed events; its transactions are those of {@link DeadEventsInStore}. */
@ApplicationScoped
@Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
public class ProcessedEventsInStore implements ProcessedEvents {

    private final OperatorStore operator;

    @Inject
    ProcessedEventsInStore(OperatorStore operator) {
        this.operator = operator;
    }

    /** For the client proxy. */
    ProcessedEventsInStore() {
        this(null);
    }

    @Override
    public List<ProcessedEvent> list(ProcessedEventFilter filter) {
        return operator.store(filter, "filter").processed().list(filter);
    }

    @Override
    public long count(ProcessedEventFilter filter) {
        return operator.store(filter, "filter").processed().count(filter);
    }

    @Override
    public Optional<ProcessedEvent> find(UUID id) {
        return operator.store(id, "id").processed().find(id);
    }

    @Override
    public boolean replay(UUID id) {
        return operator.replay(operator.store(id, "id").processedReplays(), List.of(id), null) == 1;
    }

    @Override
    public int replayAll(ProcessedEventFilter filter) {
        Store store = operator.store(filter, "filter");
        OperatorStore.refusePage(filter.isPage());
        return operator.replay(store.processedReplays(), store.processed().ids(filter), words(filter));
    }

    @Override
    public boolean discard(UUID id) {
        return operator.discard(operator.store(id, "id").processedRows(), List.of(id), null) == 1;
    }

    @Override
    public int discardAll(ProcessedEventFilter filter) {
        Store store = operator.store(filter, "filter");
        OperatorStore.refusePage(filter.isPage());
        return operator.discard(store.processedRows(), store.processed().ids(filter), words(filter));
    }

    @Override
    public List<ProcessedFigure> figures(Instant from, Instant to) {
        OperatorStore.refuseNull(from, "from");
        return operator.store(to, "to").processedTable().figures(from, to);
    }

    static String words(ProcessedEventFilter filter) {
        return OperatorStore.words(
                "name",
                filter.name(),
                "group",
                filter.group(),
                "processed after",
                filter.processedAfter(),
                "processed before",
                filter.processedBefore());
    }
}
