package io.onevent.console;

import io.onevent.DeadEvent;
import io.onevent.EventQueue;
import io.onevent.Explanation;
import io.onevent.ProcessedEvent;
import io.onevent.ProcessedEvents;
import io.onevent.ProcessedFigure;
import io.onevent.StoredEvent;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import io.onevent.WaitingEvents;
import io.onevent.internal.view.OperatorsView;
import io.onevent.internal.view.OperatorsView.Deaths;
import io.onevent.internal.view.OperatorsView.Deed;
import io.onevent.internal.view.OperatorsView.Figures;
import io.onevent.internal.view.OperatorsView.Live;
import io.onevent.internal.view.OperatorsView.Noted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one way from the pages to the queue, for one visitor: each verb asks for the right that it needs, and what needs
 * none is not here. So no page can show or do what its visitor may not, whatever it draws.
 */
final class Desk {

    /** What the verbs go to. */
    record Rooms(OperatorsView view, EventQueue queue, WaitingEvents waiting, ProcessedEvents processed) {}

    /** So many of the latest deaths are told apart. */
    static final int LATEST_DEATHS = 1_000;

    /** An error is looked for among so many of the latest deaths. */
    static final int MOST_SEARCHED = 5_000;

    /** No count goes further. */
    static final int MOST_COUNTED = 100_001;

    private static final int MOST_IN_CHAIN = 20;

    private final Rooms rooms;
    private final Visitor visitor;

    Desk(Rooms rooms, Visitor visitor) {
        this.rooms = rooms;
        this.visitor = visitor;
    }

    Visitor visitor() {
        return visitor;
    }

    boolean may(Right right) {
        return visitor.may(right);
    }

    private OperatorsView look() {
        visitor.need(Right.VIEW);
        return rooms.view;
    }

    private <T> T act(Supplier<T> deed) {
        visitor.need(Right.OPERATE);
        return rooms.view.as(visitor.name(), deed);
    }

    // To look

    Figures figures() {
        return look().figures();
    }

    Map<String, String> obstacles() {
        return look().obstacles();
    }

    Instant now() {
        return look().now();
    }

    List<Live> instances() {
        return look().instances();
    }

    List<WaitingEvent> waiting(Query query) {
        return look().waiting(query.waitingPage());
    }

    List<DeadEvent> dead(Query query) {
        return query.get("error") == null
                ? look().dead(query.deadPage())
                : ofError(query).skip(query.offset()).limit(Query.ROWS + 1).toList();
    }

    /** No index has errors: those are told apart here, among the latest deaths that the rest of the query leaves. */
    private Stream<DeadEvent> ofError(Query query) {
        return look().dead(query.dead().limit(MOST_SEARCHED)).stream().filter(query::isOfError);
    }

    List<Deaths> deaths() {
        return look().deaths(LATEST_DEATHS);
    }

    List<ProcessedEvent> processed(Query query) {
        return look().processed(query.processedPage());
    }

    List<ProcessedFigure> figures(Duration last) {
        Instant now = look().now();
        return rooms.processed.figures(now.minus(last), now);
    }

    /** How many a deed would be done to, counted up to a bound. */
    long count(Deed deed, Query query) {
        return switch (deed) {
            case CANCEL -> look().count(query.waiting(), MOST_COUNTED);
            case REPLAY, DISCARD -> query.get("error") == null
                    ? look().count(query.dead(), MOST_COUNTED)
                    : ofError(query).count();
            case RESTORE, FORGET -> look().count(query.processed(), MOST_COUNTED);
        };
    }

    Explanation explain(UUID id) {
        visitor.need(Right.VIEW);
        return rooms.queue.explain(id);
    }

    /**
     * With its payload if the visitor may see that.
     *
     * @return a waiting, dead or processed event, or null for none
     */
    Object find(UUID id, Instant now) {
        Object found = look().find(id, now);
        if (visitor.may(Right.PAYLOAD)) {
            return found;
        }
        if (found instanceof WaitingEvent waiting) {
            return new WaitingEvent(withoutPayload(waiting.event()), waiting.dueAt(), waiting.state());
        }
        if (found instanceof DeadEvent dead) {
            return new DeadEvent(
                    withoutPayload(dead.event()),
                    dead.reason(),
                    dead.errorClass(),
                    dead.message(),
                    dead.stackTrace(),
                    dead.firstFailure(),
                    dead.lastFailure());
        }
        return found instanceof ProcessedEvent processed
                ? new ProcessedEvent(withoutPayload(processed.event()), processed.processedDate())
                : null;
    }

    private static StoredEvent withoutPayload(StoredEvent event) {
        return new StoredEvent(
                event.id(),
                event.name(),
                null,
                event.group(),
                event.key(),
                event.headers(),
                event.createDate(),
                event.expiredAt(),
                event.retry());
    }

    /** The first events of a group that wait. */
    List<WaitingEvent> chain(String group) {
        return look().waiting(WaitingEventFilter.all().group(group).limit(MOST_IN_CHAIN));
    }

    List<Noted> audit(UUID before) {
        return look().audit(before, Query.ROWS + 1);
    }

    // To act

    /** @param name all events if it is null */
    void pause(String name) {
        act(() -> {
            if (name == null) {
                rooms.queue.pause();
            } else {
                rooms.queue.pause(name);
            }
            return null;
        });
    }

    /** @param name all events if it is null */
    void resume(String name) {
        act(() -> {
            if (name == null) {
                rooms.queue.resume();
            } else {
                rooms.queue.resume(name);
            }
            return null;
        });
    }

    int runNow(List<UUID> ids) {
        return act(
                () -> (int) ids.stream().filter(id -> rooms.waiting.runNow(id)).count());
    }

    int reschedule(List<UUID> ids, Instant dueAt) {
        return act(() -> (int)
                ids.stream().filter(id -> rooms.waiting.reschedule(id, dueAt)).count());
    }

    /** To events that were chosen one by one. */
    int all(Deed deed, List<UUID> ids) {
        return act(() -> rooms.view.all(deed, ids, null));
    }

    /** Begins to do this to all that match; it goes on when the visitor has gone. */
    Work begin(Works works, Deed deed, Query query, long number) {
        visitor.need(Right.OPERATE);
        return works.begin(new Work(rooms.view, deed, query, visitor.name(), number));
    }

    /** What is being done, and was done last, to all that matched. */
    List<Work> works(Works works) {
        visitor.need(Right.VIEW);
        return works.all();
    }

    void stop(Works works, UUID work) {
        visitor.need(Right.OPERATE);
        works.stop(work);
    }
}
