/** Starts the demo: {@link io.onevent.demo.Demo} builds the application, runs it on Payara Micro and tells where its page is. */
package io.onevent.demo;
