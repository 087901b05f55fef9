package io.onevent.internal.operate;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.ProcessedEvent;
import io.onevent.ProcessedEventFilter;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.internal.monitor.Caller;
import io.onevent.internal.monitor.OwnContext;
import io.onevent.internal.monitor.Tap;
import io.onevent.internal.store.OpenedStore;
import io.onevent.internal.store.Store;
import io.onevent.internal.view.OperatorsView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The console's way to the rooms of the engine. Reads need no transaction, and each is one of its own. */
@ApplicationScoped
public class ViewInStore implements OperatorsView {

    @Inject
    private OpenedStore opened;

    @Inject
    private OperatorStore operator;

    @Inject
    private Sampler sampler;

    @Inject
    private Tap tap;

    @Inject
    private OwnContext ownThread;

    @Override
    public Figures figures() {
        return tap.figures(sampler.recent());
    }

    @Override
    public void tell(Consumer<Figures> reader) {
        tap.to(reader);
    }

    @Override
    public Map<String, String> obstacles() {
        return tap.obstacles();
    }

    @Override
    public Instant now() {
        return opened.store().clock().now();
    }

    @Override
    public List<Live> instances() {
        Map<String, UUID> leads = opened.store().leads().read();
        return opened.store().instances().read().stream()
                .map(each -> new Live(
                        each.id(),
                        each.application(),
                        each.version(),
                        each.threads(),
                        each.aliveSince(),
                        each.leaseUntil(),
                        each.handles(),
                        leads.keySet().stream()
                                .filter(name -> each.id().equals(leads.get(name)))
                                .sorted()
                                .toList()))
                .toList();
    }

    @Override
    public List<WaitingEvent> waiting(WaitingEventFilter filter) {
        return opened.store().waitingList().list(filter);
    }

    @Override
    public long count(WaitingEventFilter filter, int most) {
        return opened.store().waitingList().count(filter, most);
    }

    @Override
    public List<DeadEvent> dead(DeadEventFilter filter) {
        return opened.store().dead().briefly(filter);
    }

    @Override
    public long count(DeadEventFilter filter, int most) {
        return opened.store().dead().count(filter, most);
    }

    @Override
    public List<Deaths> deaths(int latest) {
        return opened.store().figures().deaths(latest);
    }

    @Override
    public List<ProcessedEvent> processed(ProcessedEventFilter filter) {
        return opened.store().processed().briefly(filter);
    }

    @Override
    public long count(ProcessedEventFilter filter, int most) {
        return opened.store().processed().count(filter, most);
    }

    @Override
    public Object find(UUID id, Instant now) {
        Store store = opened.store();
        var waiting = store.waiting().find(id);
        if (waiting.isPresent()) {
            return waiting.get().at(now);
        }
        Object dead = store.dead().find(id).orElse(null);
        return dead == null ? store.processed().find(id).orElse(null) : dead;
    }

    @Override
    public List<Noted> audit(UUID before, int most) {
        return opened.store().audit().list(before, most);
    }

    @Override
    @Transactional(dontRollbackOn = {IllegalArgumentException.class, IllegalStateException.class})
    public int all(Deed deed, List<UUID> ids, String filter) {
        Store store = operator.store(ids, "ids");
        return switch (deed) {
            case CANCEL -> operator.cancel(store.cancels(), ids, filter);
            case REPLAY -> operator.replay(store.deadReplays(), ids, filter);
            case DISCARD -> operator.discard(store.deadRows(), ids, filter);
            case RESTORE -> operator.replay(store.processedReplays(), ids, filter);
            case FORGET -> operator.discard(store.processedRows(), ids, filter);
        };
    }

    @Override
    public <T> T as(String who, Supplier<T> work) {
        return Caller.as(who, work);
    }

    @Override
    public void later(Runnable shortWork) {
        ownThread.run(shortWork);
    }
}
