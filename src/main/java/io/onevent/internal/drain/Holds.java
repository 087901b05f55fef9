package io.onevent.internal.drain;

import io.onevent.EventStoreException;
import io.onevent.internal.drain.lead.Life;
import io.onevent.internal.drain.lead.Membership;
import io.onevent.internal.drain.queue.LocalQueue;
import io.onevent.internal.drain.run.Breaker;
import io.onevent.internal.drain.run.Breaker.Decided;
import io.onevent.internal.drain.run.Breaker.Decision;
import io.onevent.internal.drain.run.EndQueue;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.FirstRefusal;
import io.onevent.internal.store.PausedNames;
import io.onevent.internal.store.PausedNames.Held;
import io.onevent.internal.store.TakenEvent;
import io.onevent.internal.store.tx.SqlStates;
import io.onevent.internal.store.tx.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets this instance hold the names that the table says are held, and writes down there what this instance decides of
 * those that break. Of a name that broke, one instance at a time may start one event when its time is over. While the
 * table cannot be read, what is known of it goes on holding until its time is over.
 */
final class Holds {

    /** A probe is claimed for so many looks at least: each look prolongs the claim while the probe runs. */
    private static final int LOOKS_OF_A_CLAIM = 3;

    private final PausedNames table;
    private final Transactions transactions;
    private final Membership membership;
    private final LocalQueue queue;
    private final Breaker breaker;
    private final EndQueue ends;
    private final Duration leastClaim;
    private final Set<String> handled;
    private final ReentrantLock one = new ReentrantLock();
    private final AtomicBoolean again = new AtomicBoolean();
    private List<Held> known = List.of();
    private long knownNanos;
    private Set<String> said = Set.of();

    Holds(
            PausedNames table,
            Transactions transactions,
            Membership membership,
            LocalQueue queue,
            Breaker breaker,
            EndQueue ends,
            Set<String> handled,
            Duration pollInterval) {
        this.table = table;
        this.transactions = transactions;
        this.membership = membership;
        this.queue = queue;
        this.breaker = breaker;
        this.ends = ends;
        this.handled = handled;
        this.leastClaim = pollInterval.multipliedBy(LOOKS_OF_A_CLAIM);
    }

    /** Writes, reads and obeys; if another thread does, it does so once more instead. */
    void look() {
        again.set(true);
        while (again.get() && one.tryLock()) {
            try {
                if (again.getAndSet(false)) {
                    lookOnce();
                }
            } finally {
                one.unlock();
            }
        }
    }

    private void lookOnce() {
        FirstRefusal refusal = new FirstRefusal();
        Life life = membership.lifeIfAlive();
        breaker.unwritten().forEach((name, decided) -> refusal.attempt(() -> write(name, decided)));
        boolean[] isRead = {false};
        refusal.attempt(() -> {
            long nanos = membership.nanos();
            known = table.read();
            knownNanos = nanos;
            isRead[0] = true;
        });
        Map<String, Held> holding = new TreeMap<>();
        for (Held held : known) {
            if (isRead[0] ? held.holds() : isInTime(held)) {
                holding.put(held.name(), held);
            } else if (isRead[0]) {
                refusal.attempt(() -> forget(held.name()));
            }
        }
        say(holding);
        Set<String> names = new TreeSet<>(holding.keySet());
        // What could not be written holds here all the same, until its time is over.
        breaker.unwritten().forEach((name, decided) -> {
            if (decided.decision() != Decision.CLOSE) {
                names.add(name);
            }
        });
        queue.hold(names).forEach(breaker::goesOn);
        if (life != null) {
            for (Held held : holding.values()) {
                if (isRead[0] && held.broken() && membership.takeable().contains(held.name())) {
                    refusal.attempt(() -> probe(held, life));
                }
            }
            List<TakenEvent> out = queue.takeOutHeld(life);
            if (!out.isEmpty()) {
                ends.release(out, life);
            }
        }
        refusal.throwIfAny();
    }

    /** Of what was read before and cannot be read now. */
    private boolean isInTime(Held held) {
        return held.left() == null
                || membership.nanos() - knownNanos - held.left().toNanos() < 0;
    }

    private void forget(String name) {
        inOwn(() -> {
            table.forgetOver(name);
            return null;
        });
    }

    private void write(String name, Decided decided) {
        Duration time = breaker.time(name);
        if (membership.nanos() - decided.nanos() <= time.toNanos()) {
            if (decided.decision() == Decision.BREAK_OFF) {
                breakOff(name, decided.failed(), time);
            } else if (decided.decision() == Decision.PUT_OFF) {
                inOwn(() -> table.putOff(name, decided.instance(), time));
            } else if (inOwn(() -> table.close(name, decided.instance()))) {
                Log.mended(name);
            }
        }
        breaker.written(name, decided);
    }

    private void breakOff(String name, int failed, Duration time) {
        try {
            if (inOwn(() -> table.breakOff(name, time))) {
                Log.broken(name, failed, time);
            }
        } catch (EventStoreException refused) {
            // Of two that add the row at once one finds it there.
            if (!SqlStates.isRefusalOfData(refused)) {
                throw refused;
            }
        }
    }

    private void probe(Held held, Life life) {
        String name = held.name();
        Duration time = breaker.time(name).compareTo(leastClaim) < 0 ? leastClaim : breaker.time(name);
        if (queue.isProbing(name)) {
            inOwn(() -> table.putOff(name, life.id(), time));
        } else if (held.isOver() || held.until() == null) {
            long nanos = membership.nanos();
            if (inOwn(() -> table.claimProbe(name, life.id(), time))) {
                queue.probe(name, nanos + time.toNanos());
            }
        }
    }

    private void say(Map<String, Held> holding) {
        Map<String, Held> handledHere = new TreeMap<>(holding);
        handledHere.keySet().retainAll(handled);
        Set<String> goOn = new TreeSet<>(said);
        goOn.removeAll(handledHere.keySet());
        if (!goOn.isEmpty()) {
            Log.namesGoOn(goOn);
        }
        handledHere.forEach((name, held) -> {
            if (!said.contains(name)) {
                Log.nameHeld(name, held.until(), held.broken());
            }
        });
        said = Set.copyOf(handledHere.keySet());
    }

    private <T> T inOwn(Supplier<T> work) {
        return transactions.inOwn(membership.timeoutSeconds(), work);
    }
}
