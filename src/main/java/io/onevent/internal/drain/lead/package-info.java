/**
 * This instance among the others. A lead says that this instance alone reads the events of a name, a claim that this
 * instance holds one event: whoever takes a lead waits for claims under way, and a claim that meets a lead rolls back,
 * so that instances of both modes can live together. An instance trusts its own lease for a tenth less than the others
 * do, counted from before the request that renewed it.
 */
package io.onevent.internal.drain.lead;
