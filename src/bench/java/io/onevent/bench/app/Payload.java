package io.onevent.bench.app;

/** Payloads of the one length that every workload has; those that are timed begin with their number. */
public final class Payload {

    /** Its length in bytes. */
    public static final int LENGTH = 200;

    /** A payload without a number. */
    public static final String PLAIN = "x".repeat(LENGTH);

    private static final char NUMBERED = '#';
    private static final int DIGITS = 8;

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

    /** The number of an event that is timed. */
    public static int number(String payload) {
        return Integer.parseInt(payload, 1, 1 + DIGITS, 10);
    }
}
