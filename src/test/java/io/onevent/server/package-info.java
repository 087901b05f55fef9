/** The servers that OnEvent is tested on, each laid out and started as a process: for the tests, the demo and the benchmark. */
package io.onevent.server;
