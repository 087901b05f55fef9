package io.onevent.internal.config;

/** The configuration cannot work; the message names every bad key. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, Throwable cause) {
        // Where it was thrown says nothing to who configures.
        super(message, cause, false, false);
    }
}
