package io.onevent.demo.shop;

import io.onevent.PostponeEventException;
import io.onevent.RejectEventException;
import io.onevent.StoredEvent;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Writes down when a handler starts, and what came of it once its transaction has committed or rolled back. */
@Recorded
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
class RunRecorder {

    @Inject
    RunLog log;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry transactions;

    @AroundInvoke
    Object record(InvocationContext call) throws Exception {
        Run run = Run.start(eventOf(call));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                log.ended(run, outcome(status, thrown.get()), thrown.get());
            }
        });
        log.started(run);
        try {
            return call.proceed();
        } catch (Exception | Error failure) {
            thrown.set(failure);
            throw failure;
        }
    }

    private static StoredEvent eventOf(InvocationContext call) {
        return Stream.of(call.getParameters())
                .filter(StoredEvent.class::isInstance)
                .map(StoredEvent.class::cast)
                .findAny()
                .orElseThrow(() -> new IllegalStateException(call.getMethod() + " has no parameter StoredEvent"));
    }

    private static String outcome(int status, Throwable thrown) {
        if (status == Status.STATUS_COMMITTED) {
            return "handled";
        }
        if (thrown instanceof RejectEventException) {
            return "rejected";
        }
        return thrown instanceof PostponeEventException ? "postponed" : "failed";
    }
}
