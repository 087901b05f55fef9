/** Every configuration key, its default, and what is wrong with a value. */
package io.onevent.internal.config;
