/**
 * What an operator asks and does: the status of the queue, why an event waits, dead and processed events, and the
 * warnings of what goes wrong.
 */
package io.onevent.internal.operate;
