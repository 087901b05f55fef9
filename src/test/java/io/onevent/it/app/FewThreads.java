package io.onevent.it.app;

import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/** An executor that has fewer threads than the engine asks for. */
@ApplicationScoped
@ManagedExecutorDefinition(name = FewThreads.EXECUTOR, maxAsync = 2)
public class FewThreads {

    public static final String EXECUTOR = "java:app/concurrent/few";
}
