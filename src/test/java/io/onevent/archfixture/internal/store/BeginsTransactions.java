package io.onevent.archfixture.internal.store;

import jakarta.transaction.UserTransaction;

/** A second place that begins transactions. */
class BeginsTransactions {
    UserTransaction field;
}
