/** The application that is deployed for the benchmark, and what the other contenders share with it. */
package io.onevent.bench.app;
