package io.onevent.engine;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** The strangest Throwables, by what is strange about them. */
final class Strange {

    private static final int MANY = 100_000;
    private static final Map<String, Supplier<Throwable>> ALL = new LinkedHashMap<>();

    private Strange() {}

    static Map<String, Supplier<Throwable>> all() {
        return ALL;
    }

    /** Whatever is asked of it, it does this. */
    private static Throwable doing(Runnable what) {
        return new RuntimeException() {

            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                what.run();
                return null;
            }

            @Override
            public String getLocalizedMessage() {
                what.run();
                return null;
            }

            @Override
            public synchronized Throwable getCause() {
                what.run();
                return null;
            }

            @Override
            public String toString() {
                what.run();
                return null;
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                what.run();
                return null;
            }

            @Override
            public void printStackTrace(PrintStream out) {
                what.run();
            }

            @Override
            public void printStackTrace(PrintWriter out) {
                what.run();
            }

            @Override
            public int hashCode() {
                what.run();
                return 0;
            }

            @Override
            public boolean equals(Object other) {
                what.run();
                return true;
            }
        };
    }

    private static Throwable saying(Supplier<String> message) {
        return new RuntimeException() {

            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                return message.get();
            }
        };
    }

    private static Throwable causedBy(Supplier<Throwable> cause) {
        return new RuntimeException("with a cause of its own") {

            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                return cause.get();
            }
        };
    }

    private static Throwable tracedBy(Supplier<StackTraceElement[]> trace) {
        return new RuntimeException("with a trace of its own") {

            private static final long serialVersionUID = 1L;

            @Override
            public StackTraceElement[] getStackTrace() {
                return trace.get();
            }
        };
    }

    private static <T> T thrown(Throwable what) {
        throw Faults.<RuntimeException>sneaky(what);
    }

    private static void recurse() {
        recurse();
    }

    private static Throwable itself() {
        return new RuntimeException("its own cause") {

            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        };
    }

    private static Throwable circleOfTwo() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);
        return one;
    }

    private static Throwable suppressedCircle() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two");
        one.addSuppressed(two);
        two.addSuppressed(one);
        return one;
    }

    private static Throwable longChain() {
        Throwable last = new RuntimeException("the first of many");
        for (int i = 0; i < MANY; i++) {
            last = new RuntimeException("next", last);
        }
        return last;
    }

    private static Throwable endlessChain() {
        return causedBy(Strange::endlessChain);
    }

    private static Throwable manySuppressed() {
        RuntimeException one = new RuntimeException("one of many");
        RuntimeException other = new RuntimeException("other");
        for (int i = 0; i < MANY; i++) {
            one.addSuppressed(other);
        }
        return one;
    }

    /** Cannot be made. */
    private static final class Uninitialisable extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private static final int NEVER = Integer.parseInt("no number");

        private Uninitialisable() {
            super(String.valueOf(NEVER));
        }
    }

    private static final class EmptyCompletion extends CompletionException {
        private static final long serialVersionUID = 1L;
    }

    private static final class EmptyExecution extends ExecutionException {
        private static final long serialVersionUID = 1L;
    }

    static {
        ALL.put("everything throws a RuntimeException", () -> doing(() -> thrown(new IllegalStateException("no"))));
        ALL.put("everything throws an Error", () -> doing(() -> thrown(new AssertionError("no"))));
        ALL.put("everything throws OutOfMemoryError", () -> doing(() -> thrown(new OutOfMemoryError("no"))));
        ALL.put("everything throws ThreadDeath", () -> doing(() -> thrown(new ThreadDeath())));
        ALL.put("everything throws a checked exception", () -> doing(() -> thrown(new Exception("no"))));
        ALL.put("everything throws another of its kind", () -> doing(() -> thrown(doing(() -> thrown(new Error())))));
        ALL.put("everything recurses", () -> doing(Strange::recurse));
        ALL.put(
                "everything interrupts",
                () -> doing(() -> Thread.currentThread().interrupt()));
        ALL.put("everything is null", () -> doing(() -> {}));
        ALL.put("a message that throws", () -> saying(() -> thrown(new IllegalStateException("no"))));
        ALL.put(
                "a message that recurses",
                () -> saying(() -> {
                    recurse();
                    return null;
                }));
        ALL.put("a message of 100 MB", () -> saying(() -> "x".repeat(100_000_000)));
        ALL.put("a message of half surrogates", () -> saying(() -> "\uD800 and \uDC00".repeat(2_000)));
        ALL.put("a message of zeros", () -> saying(() -> "\0".repeat(5_000)));
        ALL.put(
                "a message of all characters",
                () -> saying(() -> {
                    StringBuilder all = new StringBuilder();
                    for (int c = 0; c < 0x10000; c++) {
                        all.append((char) c);
                    }
                    return all.toString();
                }));
        ALL.put("a message of lines", () -> saying(() -> "\r\n\u2028".repeat(10_000)));
        ALL.put("a cause that throws", () -> causedBy(() -> thrown(new IllegalStateException("no"))));
        ALL.put("a cause that throws an Error", () -> causedBy(() -> thrown(new StackOverflowError())));
        ALL.put("a cause that is strange", () -> causedBy(() -> doing(() -> thrown(new AssertionError("no")))));
        ALL.put("its own cause", Strange::itself);
        ALL.put("a circle of two", Strange::circleOfTwo);
        ALL.put("a circle of suppressed ones", Strange::suppressedCircle);
        ALL.put("100,000 causes", Strange::longChain);
        ALL.put("endlessly many causes", Strange::endlessChain);
        ALL.put("100,000 suppressed", Strange::manySuppressed);
        ALL.put("a trace that throws", () -> tracedBy(() -> thrown(new AssertionError("no"))));
        ALL.put("a trace of nulls", () -> tracedBy(() -> new StackTraceElement[10]));
        ALL.put("a null for a trace", () -> tracedBy(() -> null));
        ALL.put(
                "a trace of a million",
                () -> tracedBy(() -> {
                    StackTraceElement[] trace = new StackTraceElement[1_000_000];
                    java.util.Arrays.fill(trace, new StackTraceElement("", "", null, -5));
                    return trace;
                }));
        ALL.put("no trace", () -> new RuntimeException("without trace", null, false, false) {
            private static final long serialVersionUID = 1L;
        });
        ALL.put("ThreadDeath", ThreadDeath::new);
        ALL.put("OutOfMemoryError", () -> new OutOfMemoryError("Java heap space"));
        ALL.put("StackOverflowError", () -> {
            recurse();
            return null;
        });
        ALL.put("a class that cannot be initialised", Uninitialisable::new);
        ALL.put("LinkageError", () -> new NoClassDefFoundError(null));
        ALL.put("InterruptedException", InterruptedException::new);
        ALL.put("a sneaky checked exception", () -> new Exception("checked"));
        ALL.put("a sneaky Throwable", () -> new Throwable("plain"));
        ALL.put("InvocationTargetException of nothing", () -> new InvocationTargetException(null));
        ALL.put("UndeclaredThrowableException of nothing", () -> new UndeclaredThrowableException(null));
        ALL.put("CompletionException of nothing", EmptyCompletion::new);
        ALL.put("ExecutionException of nothing", EmptyExecution::new);
        ALL.put("EJBException of nothing", jakarta.ejb.EJBException::new);
        ALL.put("SQLException in a circle", () -> {
            java.sql.SQLException one = new java.sql.SQLException("one", "40001");
            java.sql.SQLException two = new java.sql.SQLException("two", "40001", one);
            one.setNextException(two);
            one.initCause(two);
            return two;
        });
        ALL.put("SQLException with a null state", () -> new java.sql.SQLException(null, null, 1205));
    }
}
