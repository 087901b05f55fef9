package io.onevent.internal.view;

import io.onevent.DeadEvent;
import io.onevent.DeadEventFilter;
import io.onevent.ProcessedEvent;
import io.onevent.ProcessedEventFilter;
import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.WaitingEvent;
import io.onevent.WaitingEventFilter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the console needs beside the API: lists without payloads that are read by an index however much is stored,
 * figures that cost no statement, deeds in parts, and what was done before. Whoever calls it has checked the caller's
 * rights.
 */
public interface OperatorsView {

    /** What can be done to many events at once. */
    enum Deed {
        CANCEL,
        REPLAY,
        DISCARD,
        RESTORE,
        FORGET
    }

    /**
     * The queue as the last sample shows it, which is taken anew if it is older than some seconds and nobody else takes
     * it; and its pauses as they are now.
     *
     * @param dead by name and reason
     * @param counts of this instance since its start, by name: how many events were processed, how many runs failed
     */
    record Figures(QueueStatus status, Map<String, Map<Reason, Long>> dead, Map<String, long[]> counts) {}

    /** Deaths of one kind among the latest ones. */
    record Deaths(String name, Reason reason, String errorClass, long count, Instant first, Instant last) {}

    /**
     * A live instance; what it does not say is null.
     *
     * @param running by the names that it handles
     */
    record Live(
            UUID id,
            String application,
            String version,
            Integer threads,
            Instant aliveSince,
            Instant leaseUntil,
            Map<String, Integer> running,
            List<String> leads) {}

    /** What somebody has done. */
    record Noted(UUID id, Instant at, String who, String deed, Integer events, String what) {}

    Figures figures();

    /** Tells each sample that is taken here to this one, and to no other any more; null for nobody. */
    void tell(Consumer<Figures> reader);

    /** What keeps this instance from its work, by what it concerns. */
    Map<String, String> obstacles();

    /** The database's clock. */
    Instant now();

    List<Live> instances();

    /** Without payloads and headers, in the order of their due times, of their group, or of their publishing. */
    List<WaitingEvent> waiting(WaitingEventFilter filter);

    long count(WaitingEventFilter filter, int most);

    /** Without payloads, headers and stack traces, the latest first. */
    List<DeadEvent> dead(DeadEventFilter filter);

    long count(DeadEventFilter filter, int most);

    /** Of so many of the latest deaths. */
    List<Deaths> deaths(int latest);

    /** Without payloads and headers, the latest first. */
    List<ProcessedEvent> processed(ProcessedEventFilter filter);

    long count(ProcessedEventFilter filter, int most);

    /**
     * With everything that is stored of it.
     *
     * @param now the database's clock, which tells what waits from what is due
     * @return a waiting, dead or processed event, or null for none
     */
    Object find(UUID id, Instant now);

    /** The latest first, before one of them unless it is null. */
    List<Noted> audit(UUID before, int most);

    /**
     * Does this to each of the events that is still there, in the caller's transaction or one of its own; returns to
     * how many.
     *
     * @param filter what they have in common, for the audit; null if they were chosen one by one
     */
    int all(Deed deed, List<UUID> ids, String filter);

    /** Does this in somebody's name, which the log and the audit tell. */
    <T> T as(String who, Supplier<T> work);

    /** Runs this soon on a thread of the server; it must be short. */
    void later(Runnable shortWork);
}
