package io.onevent.internal.log;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What can be read of a throwable of somebody else. Its methods may be overridden: they may throw whatever they like,
 * call themselves, or give a new cause for ever.
 *
 * @param className its class
 * @param message its message, null for none, or why that cannot be read
 * @param stackTrace as it prints itself, up to a bound, or as much of it as could be read
 * @param isWhole whether all of it could be read within the bound
 */
public record Thrown(String className, String message, String stackTrace, boolean isWhole) {

    /** Longer than the traces of deeply nested exceptions, and short enough for a log. */
    private static final int MOST_CHARACTERS = 200_000;

    /** A message that is longer is a text of its own. */
    private static final int MOST_OF_LINE = 1_000;

    private static final int MOST_FRAMES = 100;
    private static final int MOST_CAUSES = 50;

    public static Thrown of(Throwable thrown) {
        Bounded text = new Bounded();
        String unreadable = null;
        String message;
        try {
            message = thrown.getMessage();
        } catch (Throwable refused) {
            unreadable = "its message cannot be read: " + refused.getClass().getName();
            message = unreadable;
        }
        try {
            thrown.printStackTrace(new PrintWriter(text));
        } catch (Throwable refused) {
            unreadable = "its stack trace cannot be read: " + refused.getClass().getName();
        }
        String stackTrace = text.characters.toString();
        return new Thrown(
                thrown.getClass().getName(),
                message,
                stackTrace.isEmpty() ? unreadable : stackTrace,
                unreadable == null);
    }

    /** The message of a throwable, or its class where it has none. */
    public static String message(Throwable thrown) {
        String message = of(thrown).message;
        return message == null ? thrown.getClass().getName() : message;
    }

    /** Its message, or null if it has none that can be read. */
    public static String words(Throwable thrown) {
        return read(thrown::getMessage, null);
    }

    /** What went wrong, and what that came of in the first place, in one line of bounded length. */
    public static String line(Throwable thrown) {
        return line(thrown, thrown.getClass().getName());
    }

    /** The same of a throwable whose class says nothing; null if there is nothing to say. */
    static String lineWithoutClass(Throwable thrown) {
        String line = line(thrown, "");
        return line.isEmpty() ? null : line;
    }

    private static String line(Throwable thrown, String className) {
        String line = className + text(thrown, className.isEmpty() ? "" : ": ");
        Throwable root = root(thrown);
        if (root == thrown) {
            return line;
        }
        String cause = root.getClass().getName() + text(root, ": ");
        return line.contains(cause) ? line : line + (line.isEmpty() ? "" : " ") + "(" + cause + ")";
    }

    private static String text(Throwable thrown, String before) {
        String message = words(thrown);
        if (message == null) {
            return "";
        }
        String some = message.length() <= MOST_OF_LINE ? message : message.substring(0, MOST_OF_LINE) + "..";
        return before + some.lines().map(String::strip).collect(Collectors.joining(" "));
    }

    /** Where it was thrown, as far as that can be read, and not without end. */
    public static StackTraceElement[] frames(Throwable thrown) {
        StackTraceElement[] frames = read(thrown::getStackTrace, null);
        return frames == null
                ? new StackTraceElement[0]
                : Arrays.stream(frames)
                        .filter(Objects::nonNull)
                        .limit(MOST_FRAMES)
                        .toArray(StackTraceElement[]::new);
    }

    /** What it came of in the first place: itself, if nothing caused it. */
    public static Throwable root(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        return chain.get(chain.size() - 1);
    }

    /** It and its causes, the outermost first: as far as they can be read, each once, and not without end. */
    public static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable cause = thrown;
        while (cause != null && chain.size() < MOST_CAUSES && seen.add(cause)) {
            chain.add(cause);
            cause = read(cause::getCause, null);
        }
        return chain;
    }

    /** What a stage has failed of: one that depends on another wraps what that has failed of, which says nothing. */
    public static Throwable ofStage(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        return thrown instanceof CompletionException && chain.size() > 1 ? chain.get(1) : thrown;
    }

    /** The chain, and what its members suppress: a transaction manager may hang the cause there. */
    public static List<Throwable> all(Throwable thrown) {
        List<Throwable> all = new ArrayList<>(chain(thrown));
        for (Throwable member : List.copyOf(all)) {
            for (Throwable suppressed : read(member::getSuppressed, new Throwable[0])) {
                if (all.size() < MOST_CAUSES) {
                    all.addAll(chain(suppressed));
                }
            }
        }
        return all;
    }

    /** The throwable itself if whoever prints it will come to an end, else another that tells of it. */
    static Throwable printable(Throwable thrown) {
        Thrown read = thrown == null ? null : of(thrown);
        return read == null || read.isWhole ? thrown : new StandIn(read, frames(thrown));
    }

    private static <T> T read(Supplier<T> part, T otherwise) {
        try {
            return part.get();
        } catch (Throwable unreadable) {
            return otherwise;
        }
    }

    /** Tells of a throwable that cannot be printed. */
    private static final class StandIn extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private static final int MOST_MESSAGE = 1_000;

        private StandIn(Thrown of, StackTraceElement[] frames) {
            super(of.className + ", which cannot be printed whole: " + cut(of.message), null, false, true);
            setStackTrace(frames);
        }

        private static String cut(String message) {
            return message == null || message.length() <= MOST_MESSAGE ? message : message.substring(0, MOST_MESSAGE);
        }
    }

    /** Takes so many characters and then throws, so that whoever writes without end is stopped. */
    private static final class Bounded extends Writer {

        private final StringBuilder characters = new StringBuilder();

        @Override
        public void write(char[] some, int from, int length) {
            int room = MOST_CHARACTERS - characters.length();
            characters.append(some, from, Math.min(room, length));
            if (length > room) {
                throw new Full();
            }
        }

        @Override
        public void flush() {
            // It is all here.
        }

        @Override
        public void close() {
            // It is all here.
        }
    }

    private static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Full() {
            super(null, null, false, false);
        }
    }
}
