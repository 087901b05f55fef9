package io.onevent.engine;

import io.onevent.engine.Faults.Point;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.naming.NamingException;

/** What goes wrong, all of it told by a seed: at which call, how, for how long. */
final class Plan implements Faults.Fault {

    private static final Duration SHORT_HANG = Duration.ofSeconds(1);

    /** Longer than a lease: others have taken over by then. */
    private static final Duration LONG_HANG = Duration.ofSeconds(6);

    private enum Kind {
        CHECKED,
        LOST_CONNECTION,
        CONTENTION,
        CANCELLED,
        CONSTRAINT,
        RUNTIME,
        NO_MEMORY,
        NO_CLASS,
        OVERFLOW,
        HANG,
        LONG_HANG
    }

    private static final int MOST_CALLS = 3_000;
    private static final List<Point> POINTS = List.of(Point.values()).subList(0, Point.values().length - 1);

    private final long seed;
    private final Point point;
    private final int first;
    private final int times;
    private final boolean everywhere;
    private final boolean goesOn;
    private final boolean madeAllTheSame;
    private final Kind kind;
    private final boolean all;
    private final boolean alone;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicLong hangsUntilNanos = new AtomicLong();
    private final CountDownLatch released = new CountDownLatch(1);

    Plan(long seed) {
        this.seed = seed;
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        random.nextInt();
        point = POINTS.get(random.nextInt(POINTS.size()));
        everywhere = random.nextInt(8) == 0;
        // Some hundred calls are made before the first handler is called.
        int most = everywhere ? MOST_CALLS : new int[] {4, 30, 150}[random.nextInt(3)];
        first = 1 + random.nextInt(most);
        times = new int[] {1, 1, 3, 20, 100}[random.nextInt(5)];
        madeAllTheSame = random.nextBoolean();
        Kind some = Kind.values()[random.nextInt(Kind.values().length)];
        kind = everywhere ? Kind.LONG_HANG : some;
        all = random.nextInt(3) == 0;
        alone = random.nextInt(4) == 0;
        goesOn = random.nextBoolean();
    }

    /** Whether the instances are in mode {@code all}. */
    boolean isInModeAll() {
        return all;
    }

    /** Whether there is no other instance. */
    boolean isAlone() {
        return alone;
    }

    /** Whether rows seem to be such as cannot be read, again and again: of these the engine puts aside what it meets, for good. */
    boolean makesRowsUnreadable() {
        boolean error = kind == Kind.NO_MEMORY || kind == Kind.NO_CLASS || kind == Kind.OVERFLOW;
        return point == Point.READ && !everywhere && !error && times > 1;
    }

    /** How often it has happened. */
    int hits() {
        return hits.get();
    }

    /** Lets go what hangs. */
    void release() {
        released.countDown();
    }

    @Override
    public void before(Point at, Class<? extends Exception> checked) throws Throwable {
        if (isHere(at) && !madeAllTheSame && isItsTurn()) {
            happen(checked);
        }
    }

    @Override
    public void after(Point at, Class<? extends Exception> checked) throws Throwable {
        if (isHere(at) && madeAllTheSame && isItsTurn()) {
            happen(checked);
        }
    }

    /** A machine that stands still for a while does so at any call. */
    private boolean isHere(Point at) {
        return everywhere || at == point;
    }

    private boolean isItsTurn() {
        int call = calls.incrementAndGet();
        return call >= first && (everywhere || call < first + times);
    }

    private boolean isHang() {
        return kind == Kind.HANG || kind == Kind.LONG_HANG;
    }

    private void happen(Class<? extends Exception> checked) throws Throwable {
        hits.incrementAndGet();
        if (isHang()) {
            // All that hang go on at the same time, as when a network is back.
            long now = System.nanoTime();
            hangsUntilNanos.compareAndSet(0, now + (kind == Kind.HANG ? SHORT_HANG : LONG_HANG).toNanos());
            released.await(hangsUntilNanos.get() - now, TimeUnit.NANOSECONDS);
            if (everywhere || goesOn) {
                return;
            }
        }
        throw thrown(checked).get();
    }

    private Supplier<Throwable> thrown(Class<? extends Exception> checked) {
        String text = "seed " + seed;
        return switch (kind) {
            case RUNTIME -> () -> new IllegalStateException(text);
            case NO_MEMORY -> () -> new OutOfMemoryError(text);
            case NO_CLASS -> () -> new NoClassDefFoundError(text);
            case OVERFLOW -> () -> new StackOverflowError(text);
            default -> () -> checked(checked, text);
        };
    }

    private Throwable checked(Class<? extends Exception> checked, String text) {
        if (checked == SystemException.class) {
            return new SystemException(text);
        } else if (checked == NamingException.class) {
            return new NamingException(text);
        } else if (checked == RejectedExecutionException.class) {
            return new RejectedExecutionException(text);
        } else if (checked == RuntimeException.class) {
            return new IllegalStateException(text);
        }
        return switch (kind) {
            case LOST_CONNECTION, HANG, LONG_HANG -> new SQLException(text, "08006");
            case CONTENTION -> new SQLException(text, "40001");
            case CANCELLED -> new SQLException(text, "57014");
            case CONSTRAINT -> new SQLException(text, "23505");
            default -> new SQLException(text);
        };
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + kind + " at " + (madeAllTheSame ? "the answer of " : "")
                + (everywhere ? "every call from" : point) + " no. " + first
                + (everywhere ? "" : ", " + times + " times")
                + (isHang() ? everywhere || goesOn ? ", then goes on" : ", then fails" : "")
                + ", mode " + (all ? "all" : "single") + (alone ? ", alone" : ", of two");
    }
}
