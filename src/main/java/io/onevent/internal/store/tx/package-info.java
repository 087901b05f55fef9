/** Where the library's own JTA transactions begin and end, and which refusals of a database mean what. */
package io.onevent.internal.store.tx;
