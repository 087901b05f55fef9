package io.onevent;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Publishes events: inject it with {@code @Inject}.
 *
 * <p><b>Transaction.</b> Every method joins the caller's JTA transaction: the events exist exactly when that
 * transaction commits, and no handler sees them before. Where there is no transaction the method runs in one of its
 * own, which is committed when it returns. The rows are written before the method returns, on the connection that the
 * caller's own work on the same data source uses. From a transaction that completes already it can be published before
 * its completion; after it, as an {@code AFTER_SUCCESS} observer is called, only in a transaction of its own, such as
 * that of a bean with {@code REQUIRES_NEW}.
 *
 * <p><b>Order.</b> Events of a group are handled in the order in which their publishing transactions commit. For that a
 * publish with a group locks one of a fixed number of rows until the end of the transaction: publishers of the same
 * group wait for each other, and transactions that publish to several groups in opposite orders can deadlock, which the
 * database ends by failing one of them. {@link #publishAll} locks in one fixed order, so that two such calls never
 * deadlock each other.
 *
 * <p><b>Keys.</b> An event with a {@linkplain NewEvent#key key} is not stored where one of its name and key waits or
 * runs: the id of that one is returned, which a {@linkplain NewEvent#replacing replacing} event has changed. Whoever
 * publishes a key waits for the end of a transaction that has published it. {@link #publishAll} takes keys in one fixed
 * order, after its groups; in one call the second event of a key sees the first.
 *
 * <p><b>Payload.</b> A {@code String} is stored as it is; anything else is written with JSON-B, with its defaults. An
 * application that wants another way has a CDI bean of type {@code jakarta.json.bind.Jsonb} with the default qualifier:
 * it then writes and reads all others, and several such beans fail the deployment. With the defaults, what could not
 * arrive is refused here; what is lost only on the way back is not seen here: a value of a subclass in a property of
 * its superclass, or a property with a getter and no setter, of which a warning tells at the deployment of a handler
 * that takes the type.
 *
 * <p><b>Threads.</b> Safe for use by many threads.
 *
 * <p><b>Errors</b>, of every method:
 * <ul>
 *   <li>{@link IllegalArgumentException}: a null argument, but for a payload; a blank or over-long name, group or key;
 *       a name that begins with {@code onevent.}; {@code keyFor} or {@code replacing} without a key, or both; a
 *       replacing event of another group than that of the one that waits; headers that are too long; a payload that
 *       JSON-B cannot write, that is a {@code NewEvent}, or, with the defaults, that holds an object of a class that
 *       has fields and no property that JSON-B sees (one whose properties are all null is legal); the character U+0000
 *       or half of a surrogate pair in name, group, key, a header or the text of the payload; an expiry in the past, a
 *       due time that is not before the expiry, either of them after the year 9999. Nothing is stored and the caller's
 *       transaction can go on; but where another group is seen only when others of the same {@code publishAll} are
 *       stored, because it was published at the same time, the transaction is marked for rollback.
 *   <li>{@link IllegalStateException}: the caller's transaction is marked for rollback already, or is past the point
 *       where the event could still become part of it, or the data source gives a connection that does not belong to it
 *       (ONEVENT-501). Nothing is stored, and the transaction is marked for rollback where that is still possible: else
 *       business data would be committed without their event where the exception is lost, as CDI loses what an observer
 *       throws before completion.
 *   <li>{@link EventStoreException}: the database refuses. The caller's transaction is marked for rollback.
 * </ul>
 */
public interface EventPublisher {

    /**
     * Publishes an event without a payload.
     *
     * @param name the name that its handlers have in {@link OnEvent}: not blank, at most 100 characters
     * @return the id of the event: a UUID of version 7
     */
    UUID publish(String name);

    /**
     * Publishes an event.
     *
     * @param name the name that its handlers have in {@link OnEvent}: not blank, at most 100 characters
     * @param payload a {@code String} is stored as it is, {@code null} is no payload, anything else is written with
     *     JSON-B
     * @return the id of the event: a UUID of version 7
     */
    UUID publish(String name, Object payload);

    /**
     * Publishes an event with options.
     *
     * @param event the event; publishing the same object again publishes another event, unless its key prevents that
     * @return the id of the event: a UUID of version 7; of the other one, if that has its key and this is not stored
     */
    UUID publish(NewEvent event);

    /**
     * Publishes many events in one batch, all or none. Events of one group keep their order.
     *
     * @param events the events, none of them null; empty is legal and does nothing
     * @return the ids, in the order of the events; for one that is not stored that of the other one, which has its key
     */
    List<UUID> publishAll(Collection<NewEvent> events);
}
