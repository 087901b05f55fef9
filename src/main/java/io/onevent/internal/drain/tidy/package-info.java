/**
 * What nobody waits for: expired events, old ones that were kept, and rows that have to be there. Done in bounded time
 * at each look.
 */
package io.onevent.internal.drain.tidy;
