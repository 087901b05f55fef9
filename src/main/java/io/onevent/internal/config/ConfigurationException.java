package io.onevent.internal.config;

import java.util.List;

/** The configuration cannot work; the message names every bad key. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        this(message, null);
    }

    /** With all that is wrong with values. */
    public static ConfigurationException of(List<String> problems) {
        return new ConfigurationException(
                "ONEVENT-201: the configuration is wrong:\n - " + String.join("\n - ", problems));
    }

    public ConfigurationException(String message, Throwable cause) {
        // Where it was thrown says nothing to who configures.
        super(message, cause, false, false);
    }
}
