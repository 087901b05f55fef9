/**
 * The engine in one JVM, without a server: the library's own beans in Weld SE, with the least of JTA, JNDI and managed executors that they
 * need. Several instances work on one database, each with a naming context, threads and connections of its own; a test steps them, or lets
 * them run. Every call that an instance makes of what a server gives it can be made to fail or to hang.
 */
package io.onevent.engine;
