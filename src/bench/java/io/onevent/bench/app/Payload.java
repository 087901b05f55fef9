package io.onevent.bench.app;

/** Payloads of the one length that every workload has; those that are timed or ordered have a number. */
public final class Payload {

    /** Its length in bytes. */
    public static final int LENGTH = 200;

    /** A payload without a number. */
    public static final String PLAIN = "x".repeat(LENGTH);

    /** What the payload of an event begins with whose order is looked at; its number follows. */
    public static final char ORDERED = '@';

    /** Of a number in a payload. */
    public static final int DIGITS = 8;

    private static final char NUMBERED = '#';

    private Payload() {}

    /** The payload of the event with this number. */
    public static String numbered(int number) {
        String digits = Integer.toString(number);
        return NUMBERED + "0".repeat(DIGITS - digits.length()) + digits + PLAIN.substring(1 + DIGITS);
    }

    /** Whether the event is timed. */
    public static boolean isNumbered(String payload) {
        return payload.charAt(0) == NUMBERED;
    }

    /** Whether it matters which events came before. */
    public static boolean isOrdered(String payload) {
        return payload.charAt(0) == ORDERED;
    }

    /** The number of an event that is timed or ordered. */
    public static int number(String payload) {
        return Integer.parseInt(payload, 1, 1 + DIGITS, 10);
    }
}
