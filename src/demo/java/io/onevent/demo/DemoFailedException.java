package io.onevent.demo;

/** The demo cannot start or did not stay; the message says why and what to do, so it has no stack trace. */
final class DemoFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoFailedException(String message) {
        super(message, null, false, false);
    }
}
