package io.onevent.internal.store;

import io.onevent.internal.config.ReservedNames;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.tx.RepeatableException;
import io.onevent.internal.store.tx.SqlStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Tells of deaths: where somebody handles that, burying an event publishes another one in the same transaction. Safe
 * for use by many threads.
 */
public final class Deaths {

    /** More are not remembered: they are tried again. */
    private static final int MOST_UNTOLD = 10_000;

    private static final int MOST_SAID = 100;

    /** So many refusals in a row say that it is not one death that is wrong: then none is told of for a while. */
    private static final int SEVERAL = 2;

    private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Jdbc jdbc;
    private final EventInserts inserts;
    /** Those whose telling was refused, until they are buried without it. */
    private final Set<UUID> untold = ConcurrentHashMap.newKeySet();

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private final AtomicInteger refusedInARow = new AtomicInteger();
    private volatile Long silentSinceNanos;
    private volatile BooleanSupplier handled = () -> false;
    private volatile Long livesMillis;
    private volatile Consumer<Inserted> published = rows -> {};

    Deaths(Jdbc jdbc, EventInserts inserts) {
        this.jdbc = jdbc;
        this.inserts = inserts;
    }

    /**
     * From now on deaths are told of.
     *
     * @param somebodyHandles whether some live instance handles them; asked at each death, so it must be quick
     * @param timeToLive in milliseconds how long such an event lives after it is due, or null for ever
     * @param whatIsPublished is told of what the thread's transaction has published
     */
    public void tell(BooleanSupplier somebodyHandles, Long timeToLive, Consumer<Inserted> whatIsPublished) {
        livesMillis = timeToLive;
        published = whatIsPublished;
        handled = somebodyHandles;
    }

    /**
     * These were buried by the thread's transaction: publishes an event of each, but not of the death of such an event.
     * Reads their rows by their primary key.
     *
     * @throws RepeatableException if one cannot be published: the transaction, run again, buries without that
     */
    void died(Collection<UUID> buried) {
        if (buried.isEmpty() || !handled.getAsBoolean() || isSilent()) {
            return;
        }
        Set<UUID> toTell = new HashSet<>(buried);
        if (!untold.isEmpty()) {
            toTell.removeIf(untold::remove);
        }
        if (toTell.isEmpty()) {
            return;
        }
        try {
            publish(toTell);
            refusedInARow.set(0);
        } catch (RuntimeException refused) {
            if (SqlStates.isContention(refused)) {
                throw refused;
            }
            if (untold.size() < MOST_UNTOLD) {
                untold.addAll(toTell);
            }
            if (refusedInARow.incrementAndGet() >= SEVERAL) {
                silentSinceNanos = System.nanoTime();
            }
            if (said.size() < MOST_SAID && said.add(SqlStates.kindOf(refused))) {
                Log.deathsNotTold(toTell.size(), toTell.iterator().next(), refused);
            }
            throw new RepeatableException("a death could not be told of: " + refused.getMessage(), refused);
        }
    }

    private boolean isSilent() {
        Long since = silentSinceNanos;
        if (since == null) {
            return false;
        }
        boolean isSilent = System.nanoTime() - since < SILENCE_NANOS;
        if (!isSilent) {
            refusedInARow.set(0);
            silentSinceNanos = null;
        }
        return isSilent;
    }

    private void publish(Set<UUID> dead) {
        List<NewEventRow> rows = new ArrayList<>(dead.size());
        for (List<Object> ids : Jdbc.chunks(dead)) {
            String marks = Jdbc.marks(ids.size());
            ids.add(ReservedNames.DEAD);
            jdbc.query(
                            "SELECT id, name, group_id, event_key, headers, create_date, expired_at, retry, reason, "
                                    + "error_class, message, stack_trace, first_failure, last_failure "
                                    + "FROM onevent_dead_event WHERE id IN " + marks + " AND name <> ?",
                            result -> DeathNotice.of(result, jdbc),
                            ids.toArray())
                    .forEach(notice -> rows.add(row(notice)));
        }
        if (!rows.isEmpty()) {
            published.accept(inserts.insert(rows));
        }
    }

    private NewEventRow row(String notice) {
        return new NewEventRow(
                Ids.next(),
                ReservedNames.DEAD,
                notice,
                null,
                null,
                null,
                false,
                null,
                0,
                null,
                null,
                null,
                livesMillis);
    }
}
