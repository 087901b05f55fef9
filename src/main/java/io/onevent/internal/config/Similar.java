package io.onevent.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What may have been meant by a word that means nothing. */
public final class Similar {

    /**
     * With more, names that have nothing to do with each other are alike: user.created and user.updated differ in
     * three.
     */
    private static final int MOST_CHANGES = 2;

    /** In a word of fewer letters a change makes another word. */
    private static final int LETTERS_OF_A_CHANGE = 3;

    private Similar() {}

    /**
     * The name that may have been meant: the one with the same letters, whatever their case and what separates them, or
     * one from which a slip of the pen makes the other; empty if there is none.
     */
    public static Optional<String> name(String name, Collection<String> known) {
        String letters = letters(name);
        return known.stream()
                .filter(candidate -> isSlip(letters, letters(candidate)))
                .min(Comparator.comparingInt((String candidate) -> distance(letters, letters(candidate)))
                        .thenComparing(candidate -> candidate));
    }

    private static boolean isSlip(String a, String b) {
        int most = Math.min(MOST_CHANGES, Math.min(a.length(), b.length()) / LETTERS_OF_A_CHANGE);
        // The length alone tells of most, and distances of many long names take their time.
        return !b.isEmpty() && Math.abs(a.length() - b.length()) <= most && distance(a, b) <= most;
    }

    private static String letters(String name) {
        StringBuilder letters = new StringBuilder();
        name.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    /** How many characters must be inserted, deleted or replaced to make one of the other. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
