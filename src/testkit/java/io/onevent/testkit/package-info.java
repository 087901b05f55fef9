/**
 * For the tests of applications that publish and handle events: {@link io.onevent.testkit.RecordingEventPublisher} and
 * {@link io.onevent.testkit.HandlerTest} without any container, {@link io.onevent.testkit.TestEvents} where there is
 * one, in CDI SE with a {@link io.onevent.testkit.TestServer} or on a server.
 *
 * <p>Nothing of it is for production: in a deployment without {@code onevent.testkit=true} a warning says that it is
 * off, and nothing of it works but a {@code RecordingEventPublisher} that is selected.
 *
 * <p><b>Null.</b> No parameter may be null and no result is null, nor any component of a record, unless its
 * documentation says so; one that may not be is refused with an {@link java.lang.IllegalArgumentException}.
 */
package io.onevent.testkit;
