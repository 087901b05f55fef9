/**
 * The server's threads. Each task works in a component of its own: Payara and GlassFish keep the open connections of a
 * component in one list, which the transaction that a thread begins takes over whole. What comes from a thread without
 * the library's context goes through a relay that has it.
 */
package io.onevent.internal.drain.threads;
