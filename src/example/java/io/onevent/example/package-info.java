/**
 * A sample application: {@link io.onevent.example.Orders} publishes, {@link io.onevent.example.Stock} and {@link
 * io.onevent.example.Confirmation} handle.
 */
package io.onevent.example;
