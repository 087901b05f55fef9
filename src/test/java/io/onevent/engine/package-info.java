/**
 * The engine in one JVM, without a server: the library's own beans in Weld SE, with the least of JTA, JNDI and managed executors that they
 * need. Several instances work on one database, each with a naming context, threads and connections of its own; a test steps them, or lets
 * them run. Every call that an instance makes of what a server gives it can be made to fail or to hang.
 *
 * <p>A {@code SteppedCluster} is one in which nothing happens by itself and time passes when it is told to: the tests of it tell what the
 * engine does. An {@code Interleaving} is several instances of which one thread runs at a time, all of whose steps a seed has chosen.
 */
package io.onevent.engine;
