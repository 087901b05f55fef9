/** Who watches. Each optional API of a server is known to one class, which is not loaded where the server lacks it. */
package io.onevent.internal.monitor;
