/**
 * What an application needs: {@link io.onevent.EventPublisher} to publish events in a JTA transaction,
 * {@link io.onevent.OnEvent} on the methods that handle them, and {@link io.onevent.DeadEvents} for those that failed.
 */
package io.onevent;
