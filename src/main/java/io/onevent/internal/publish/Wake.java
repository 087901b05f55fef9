package io.onevent.internal.publish;

/** Told that events of a name may be due now. Called on the publisher's thread: it must be quick and never throw. */
@FunctionalInterface
public interface Wake {

    void wake(String name);
}
