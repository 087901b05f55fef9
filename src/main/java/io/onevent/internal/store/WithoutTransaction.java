package io.onevent.internal.store;

import java.util.function.Supplier;

/** Does work outside of the transaction of its caller. */
public interface WithoutTransaction {

    /** What the work came to: a value, or a supplier that throws what it has thrown. */
    <T> Supplier<T> call(Supplier<T> work);
}
