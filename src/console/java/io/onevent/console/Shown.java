package io.onevent.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers, times and spans as a reader sees them. */
final class Shown {

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Shown() {}

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A count that goes no further than a bound. */
    static String count(long count, long bound) {
        return count >= bound ? number(bound) + "+" : number(count);
    }

    /** One thing or several. */
    static String events(long number) {
        return number == 1 ? "1 event" : number(number) + " events";
    }

    static String rate(double perMinute) {
        if (perMinute < 0) {
            return "–";
        }
        return perMinute > 0 && perMinute < 10
                ? String.format(Locale.ROOT, "%.1f", perMinute)
                : number(Math.round(perMinute));
    }

    /** From one time to another. */
    static String relative(Instant time, Instant now) {
        Duration past = Duration.between(time, now);
        if (past.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return past.isNegative() ? "in " + span(past.negated()) : span(past) + " ago";
    }

    /** The larger two units. */
    static String span(Duration span) {
        long seconds = span.toSeconds();
        if (span.isNegative()) {
            return "0 s";
        }
        if (seconds < 1) {
            return span.toMillis() + " ms";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min" + rest(seconds % 60, " s", seconds < 600);
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + " h" + rest(seconds % 3_600 / 60, " min", true);
        }
        return seconds / 86_400 + " d" + rest(seconds % 86_400 / 3_600, " h", seconds < 864_000);
    }

    private static String rest(long number, String unit, boolean matters) {
        return number > 0 && matters ? " " + number + unit : "";
    }

    /** In the machine's zone and in UTC. */
    static String exact(Instant time) {
        ZoneId zone = ZoneId.systemDefault();
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        String utc = EXACT.format(second.atOffset(ZoneOffset.UTC)) + " UTC";
        String here = EXACT.format(second.atZone(zone)) + " " + zone.getId();
        return zone.getRules().equals(ZoneOffset.UTC.getRules()) ? utc : here + " · " + utc;
    }
}
