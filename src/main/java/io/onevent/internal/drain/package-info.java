/**
 * The engine of one instance. {@code Engine} builds it for a deployment, {@code Drain} drives it, {@code Take} brings
 * events from the table into memory, and two timers of the server, {@code PollTimer} and {@code LeaseTimer}, make it
 * look. Each part that does work of its own is a room below: {@code lead}, {@code queue}, {@code run}, {@code threads},
 * {@code tidy}.
 *
 * <p>The rule on which all rests: every write to an event raises its version, and a run ends its event only with the
 * version that it was started with. What leads, leases and claims decide only saves work that would come to nothing.
 * docs/architecture.md draws an event's life and says what mends what when an instance dies.
 */
package io.onevent.internal.drain;
