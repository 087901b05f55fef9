/**
 * The one place with SQL: a class per table or verb. Each verb runs in the transaction of its thread, or on a
 * connection that commits by itself where its comment says so. How many rows a verb touches, and by which index, is
 * said at each.
 */
package io.onevent.internal.store;
