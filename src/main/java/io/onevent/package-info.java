/**
 * What an application needs: {@link io.onevent.EventPublisher} to publish events in a JTA transaction, {@link
 * io.onevent.OnEvent} on the methods that handle them, {@link io.onevent.DeadEvents} for those that failed, and {@link
 * io.onevent.EventQueue} for the whole.
 *
 * <p><b>Null.</b> No parameter may be null and no result is null, nor any component of a record, unless its
 * documentation says so. A null that may not be is refused with an {@link java.lang.IllegalArgumentException} that
 * names the parameter. Only the constructors of records check nothing: it is OnEvent that calls them, and a test of an
 * application.
 *
 * <p><b>Without a server.</b> In a container of CDI SE, such as that of a unit test, no event is handled, and what can
 * be injected throws an {@link java.lang.IllegalStateException} when it is used, unless the test brings a bean of that
 * type or has the test kit on ({@code onevent.testkit=true}).
 *
 * <p><b>Units.</b> Times are instants of the database's clock, and spans are durations: neither depends on a time zone.
 */
package io.onevent;
