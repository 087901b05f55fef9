/** What the console may see and do of the engine's rooms: one narrow interface, and what it tells. */
package io.onevent.internal.view;
