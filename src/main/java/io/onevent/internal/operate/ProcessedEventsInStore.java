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
import java.util.UUID;

/** The operator's way to processed events; its transactions are those of {@link DeadEventsInStore}. */
@ApplicationScoped
@Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
public class ProcessedEventsInStore implements ProcessedEvents {

    private final EndedEvents ended;

    @Inject
    ProcessedEventsInStore(EndedEvents ended) {
        this.ended = ended;
    }

    /** For the client proxy. */
    ProcessedEventsInStore() {
        this(null);
    }

    @Override
    public List<ProcessedEvent> list(ProcessedEventFilter filter) {
        return ended.store(filter, "filter").processed().list(filter);
    }

    @Override
    public long count(ProcessedEventFilter filter) {
        return ended.store(filter, "filter").processed().count(filter);
    }

    @Override
    public boolean replay(UUID id) {
        return ended.replay(ended.store(id, "id").processedReplays(), List.of(id)) == 1;
    }

    @Override
    public int replay(ProcessedEventFilter filter) {
        Store store = ended.store(filter, "filter");
        EndedEvents.refusePage(filter.isPage());
        return ended.replay(store.processedReplays(), store.processed().ids(filter));
    }

    @Override
    public List<ProcessedFigure> figures(Instant from, Instant to) {
        EndedEvents.refuseNull(from, "from");
        return ended.store(to, "to").processedTable().figures(from, to);
    }
}
