/**
 * What this instance holds of the table: what waits, what runs, and what starts next. All of it is guarded by the one
 * monitor of {@code LocalQueue}, under which nothing waits for the database.
 */
package io.onevent.internal.drain.queue;
