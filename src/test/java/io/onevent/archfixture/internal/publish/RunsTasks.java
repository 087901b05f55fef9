package io.onevent.archfixture.internal.publish;

import jakarta.enterprise.concurrent.ManagedExecutorService;

/** Managed threads outside the drain. */
class RunsTasks {
    ManagedExecutorService field;
}
