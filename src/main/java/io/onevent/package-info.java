/**
 * What an application needs: {@link io.onevent.EventPublisher} to publish events in a JTA transaction,
 * {@link io.onevent.OnEvent} on the methods that handle them, {@link io.onevent.DeadEvents} for those that failed, and
 * {@link io.onevent.EventQueue} for the whole.
 */
package io.onevent;
