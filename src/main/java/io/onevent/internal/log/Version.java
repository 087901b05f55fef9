package io.onevent.internal.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of this library. Of the JAR's manifest not every server tells. */
public final class Version {

    private Version() {}

    /** As Maven wrote it when the library was built; a question mark where that is missing. */
    public static String own() {
        try (InputStream text = Version.class.getResourceAsStream("version.txt")) {
            return text == null ? "?" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "?";
        }
    }
}
