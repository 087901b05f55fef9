/** Every sentence that the library logs, each with its code. */
package io.onevent.internal.log;
