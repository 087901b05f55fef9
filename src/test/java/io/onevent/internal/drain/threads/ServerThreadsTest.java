package io.onevent.internal.drain.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.store.tx.Transactions;
import jakarta.ejb.NoSuchEJBException;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

class ServerThreadsTest {

    private final List<String> done = new ArrayList<>();

    /** On the current thread, in a JVM that has no naming: there is no look-up of a transaction that does not fail. */
    private final ServerThreads threads = new ServerThreads(
            as(ManagedExecutorService.class, arguments -> {
                ((Runnable) arguments[0]).run();
                return null;
            }),
            as(ContextService.class, arguments -> arguments[0]),
            components(ThreadComponent::new),
            new Transactions(null));

    @SuppressWarnings("unchecked")
    private static <T> T as(Class<?> type, Function<Object[], Object> answer) {
        return (T) Proxy.newProxyInstance(
                ServerThreadsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == void.class
                                && !method.getName().equals("execute")
                        ? null
                        : answer.apply(arguments));
    }

    @Test
    void a_task_runs_also_where_transactions_cannot_be_looked_up() throws InterruptedException {
        assertThatThrownBy(() -> InitialContext.doLookup("java:comp/UserTransaction"))
                .isInstanceOf(NamingException.class);
        assertThat(threads.run(() -> done.add("task"), () -> done.add("otherwise")))
                .isTrue();
        assertThat(done).containsExactly("task");
        assertThat(threads.awaitNoTask(Duration.ZERO)).isTrue();
    }

    @Test
    void the_relay_runs_again_after_transactions_could_not_be_looked_up() {
        Relay relay = new Relay(threads);
        relay.close();
        relay.afterRelay(() -> done.add("after"));
        relay.runInOwnContext(() -> done.add("first"));
        relay.runInOwnContext(() -> done.add("second"));
        assertThat(done).containsExactly("first", "after", "second", "after");
    }

    /** What the server does with a task. */
    private ServerThreads managed(Consumer<Runnable> executor, Supplier<ThreadComponent> components) {
        return new ServerThreads(
                as(ManagedExecutorService.class, arguments -> {
                    executor.accept((Runnable) arguments[0]);
                    return null;
                }),
                as(ContextService.class, arguments -> arguments[0]),
                components(components),
                new Transactions(null));
    }

    private static Components components(Supplier<ThreadComponent> beans) {
        return new Components(
                as(Instance.class, none -> beans.get()),
                as(Instance.class, none -> as(RequestContextController.class, activate -> true)),
                new RequestContexts());
    }

    @Test
    void an_executor_that_cannot_start_a_thread_is_one_without_a_thread_to_spare() throws InterruptedException {
        ServerThreads poor = managed(
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                ThreadComponent::new);
        assertThat(poor.run(() -> done.add("task"), () -> done.add("otherwise")))
                .isFalse();
        assertThat(done).containsExactly("otherwise");
        assertThat(poor.awaitNoTask(Duration.ZERO)).isTrue();
    }

    @Test
    void a_task_that_was_queued_before_the_executor_threw_is_not_run_besides() throws InterruptedException {
        Queue<Runnable> queued = new ArrayDeque<>();
        ServerThreads poor = managed(
                task -> {
                    queued.add(task);
                    throw new OutOfMemoryError("unable to create native thread");
                },
                ThreadComponent::new);
        poor.run(() -> done.add("task"), () -> done.add("otherwise"));
        queued.forEach(Runnable::run);
        assertThat(done).containsExactly("otherwise");
        assertThat(poor.awaitNoTask(Duration.ZERO)).isTrue();
    }

    @Test
    void a_relay_that_found_no_thread_is_started_again_at_the_next_look() {
        Queue<Runnable> queued = new ArrayDeque<>();
        AtomicBoolean refuses = new AtomicBoolean(true);
        ServerThreads poor = managed(
                task -> {
                    if (refuses.get()) {
                        throw new InternalError("no thread");
                    }
                    queued.add(task);
                },
                ThreadComponent::new);
        Relay relay = new Relay(poor);
        relay.runInOwnContext(() -> done.add("relayed"));
        refuses.set(false);
        relay.start();
        relay.close();
        queued.remove().run();
        assertThat(done).containsExactly("relayed");
    }

    @Test
    void a_component_that_cannot_be_called_gives_the_place_back_and_is_not_used_again() {
        List<ThreadComponent> made = new ArrayList<>();
        ServerThreads broken = managed(Runnable::run, () -> {
            ThreadComponent component = made.isEmpty()
                    ? new ThreadComponent() {
                        @Override
                        public void run(Runnable task) {
                            throw new NoSuchEJBException("the EJB does not exist");
                        }
                    }
                    : new ThreadComponent();
            made.add(component);
            return component;
        });
        broken.run(() -> done.add("first"), () -> done.add("otherwise"));
        broken.run(() -> done.add("second"), () -> done.add("otherwise"));
        assertThat(done).containsExactly("otherwise", "second");
    }

    @Test
    void what_never_began_is_given_up_when_the_engine_stops() throws InterruptedException {
        ServerThreads full = managed(task -> {}, ThreadComponent::new);
        full.run(() -> done.add("task"), () -> done.add("otherwise"));
        assertThat(full.awaitNoTask(Duration.ZERO)).isTrue();
        assertThat(done).containsExactly("otherwise");
    }

    @Test
    void what_one_task_of_several_has_made_possible_does_not_wait_for_the_others() {
        Queue<Runnable> queued = new ArrayDeque<>();
        ServerThreads slow = managed(queued::add, ThreadComponent::new);
        Relay relay = new Relay(slow);
        relay.beforeMoreIsRelayed(() -> done.add("between"));
        relay.runInOwnContext(() -> done.add("first"));
        relay.runInOwnContext(() -> done.add("second"));
        relay.close();
        queued.remove().run();
        assertThat(done).containsExactly("first", "between", "second");
    }
}
