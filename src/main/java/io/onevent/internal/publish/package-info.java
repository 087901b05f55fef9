/** Inserts events in the caller's transaction, writes their payloads, and wakes this instance after the commit. */
package io.onevent.internal.publish;
