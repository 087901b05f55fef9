/** The entities and repositories by which operators read and replay; the engine itself works by JDBC. */
package io.onevent.internal.store.jpa;
