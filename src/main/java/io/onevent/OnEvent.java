package io.onevent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a CDI bean or EJB handle the events of a name.
 *
 * <p><b>Signature.</b> Parameters, each at most once and in any order: {@link StoredEvent}, {@code String} (the payload
 * as it is stored) and one other type (the payload read with JSON-B); no parameter is legal too. The method returns
 * {@code void} or {@code CompletionStage<?>}. It is not private and not static; on an EJB it is public; one that a bean
 * with a client proxy inherits from another package is protected or public. A method that breaks a rule fails the
 * deployment, and all broken rules of a deployment are reported together.
 *
 * <p><b>Payload.</b> A type that JSON-B can make no object of (an interface or abstract class without {@code
 * @JsonbTypeInfo}, a class without a constructor that it may call) fails the deployment; one that may lose something is
 * warned of. A payload that cannot be read for one of its handlers, or that has properties but none of the type's, is a
 * dead event at once, with reason {@link Reason#UNREADABLE}. With a CDI bean of type {@code jakarta.json.bind.Jsonb}
 * the application decides how payloads are read.
 *
 * <p><b>Transaction.</b> A {@code void} handler runs in a JTA transaction begun for it, in which the event is ended as
 * well: its database work on the data source of the events and the end of the event commit together or not at all (not
 * what it does in a transaction of its own, by {@code REQUIRES_NEW} or as an EJB that manages them: a warning says so).
 * A handler with {@code @Transactional(NOT_SUPPORTED)} or {@code NEVER} (EJB: {@code @TransactionAttribute}) runs
 * without one, and so does a handler that returns a {@code CompletionStage}, whose event ends when the stage completes.
 *
 * <p><b>Delivery.</b> At least once. A run that ends with a throwable, with a transaction marked for rollback or past
 * {@code onevent.handler-timeout} (a {@code void} handler without a transaction: only if it throws then, or another one
 * is to follow) is a failed run, unless the throwable is a {@link RejectEventException} or {@link
 * PostponeEventException}: it is repeated with exponential backoff until {@code onevent.retry.max-retries} is used up,
 * then the event is kept as a {@linkplain DeadEvents dead event}. A run whose own transaction met another one, as in a
 * deadlock, is repeated without using a retry, up to 20 times in a row. Effects outside the transaction (mail, remote
 * calls) may happen more than once: key them with {@link StoredEvent#id()}.
 *
 * <p><b>Deaths.</b> A handler of the name {@code onevent.dead} is told of events that died, and may take a {@link
 * DeadEvent}, whose event has no payload then. Other names that begin with {@code onevent.} are reserved.
 *
 * <p><b>Batches.</b> With {@link #batch} above 1 each parameter is a {@code List}, of the same length and in the same order:
 * {@code List<StoredEvent>}, {@code List<String>}, {@code List<T>}. The method is called with what is due when a thread
 * is free, at most so many and often fewer, never waiting for more; of a group at most one event is among them. A {@code
 * void} handler runs in one transaction for all of them, in which all of them are ended. When it fails in whatever way, that
 * transaction is rolled back, and each of the events is handled at once in a run of its own, as a list of one: only these
 * runs count, and only the events that fail alone are repeated or die. When one of the events was cancelled, put off or
 * replaced meanwhile, the others are handled anew without it. {@code onevent.handler-timeout} bounds the whole call.
 * Effects outside the transaction, all of those of a handler without one, can so happen twice for events that are
 * innocent.
 *
 * <p><b>Threads.</b> Handlers run on threads of the server's {@code ManagedExecutorService}, several at once, with an
 * active request context of their own and without the identity of the publisher. Several handlers of one name run one
 * after another, in {@code @Priority} order (method before class, smaller first), in the event's one transaction; when
 * one of them fails, all of them are repeated.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnEvent {

    /** {@return the name of the events to handle: not blank, at most 100 characters, compared exactly} */
    String value();

    /**
     * {@return how many events the method is called with at most: 1 to 1,000} Above 1 its parameters are lists. {@code
     * onevent.event.<name>.batch} overrides it; where a name has several handlers, all take lists, and the smallest number
     * holds.
     */
    int batch() default 1;
}
