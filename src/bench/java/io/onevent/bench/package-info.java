/**
 * Compares OnEvent with what its database can do at best and with two libraries of its kind: {@link io.onevent.bench.Benchmark}
 * runs the rounds, {@link io.onevent.bench.Workloads} lists what is measured, each {@link io.onevent.bench.Contender} does it in
 * its way. {@code docs/performance.md} tells how to run it and what the figures mean.
 */
package io.onevent.bench;
