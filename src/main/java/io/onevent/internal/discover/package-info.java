/** Finds the {@code @OnEvent} methods of a deployment, and says everything that is wrong with them at once. */
package io.onevent.internal.discover;
