package io.onevent.demo.shop;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.UUID;
import java.util.stream.Stream;

/** Has it written down when a handler starts and what came of it. */
@Recorded
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
class RunRecorder {

    @Inject
    RunTable runs;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry transactions;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    ManagedExecutorService executor;

    @AroundInvoke
    Object record(InvocationContext call) throws Exception {
        UUID run = runs.begin(eventOf(call));
        transactions.registerInterposedSynchronization(rollbackOf(run));
        try {
            Object result = call.proceed();
            runs.succeed(run);
            return result;
        } catch (Exception | Error failure) {
            runs.fail(run, outcome(failure), failure.getMessage());
            throw failure;
        }
    }

    /** Of a handler that succeeded but whose event had changed meanwhile, say. Here no transaction can begin any more. */
    private Synchronization rollbackOf(UUID run) {
        return new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status != Status.STATUS_COMMITTED) {
                    executor.execute(() -> runs.fail(run, "failed", "rolled back after the handler had ended"));
                }
            }
        };
    }

    private static StoredEvent eventOf(InvocationContext call) {
        return Stream.of(call.getParameters())
                .filter(StoredEvent.class::isInstance)
                .map(StoredEvent.class::cast)
                .findAny()
                .orElseThrow(() -> new IllegalStateException(call.getMethod() + " has no parameter StoredEvent"));
    }

    private static String outcome(Throwable thrown) {
        if (thrown instanceof RejectEventException) {
            return "rejected";
        }
        return thrown instanceof PostponeEventException ? "postponed" : "failed";
    }
}
