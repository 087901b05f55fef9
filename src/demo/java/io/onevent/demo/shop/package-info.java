/**
 * The demo application, as a user of OnEvent would write it. {@link io.onevent.demo.shop.Shop} publishes,
 * {@link io.onevent.demo.shop.OrderHandlers} handles; the rest makes it visible on the page.
 */
package io.onevent.demo.shop;
