package io.onevent.internal.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.store.Transactions;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

class ManagedTest {

    private final List<String> done = new ArrayList<>();

    /** On the current thread, in a JVM that has no naming: there is no look-up of a transaction that does not fail. */
    private final Managed managed = new Managed(
            as(ManagedExecutorService.class, arguments -> {
                ((Runnable) arguments[0]).run();
                return null;
            }),
            as(ContextService.class, arguments -> arguments[0]),
            as(Instance.class, none -> new OwnComponent()),
            as(Instance.class, none -> as(RequestContextController.class, activate -> true)),
            new RequestContexts(),
            new Transactions(null));

    @SuppressWarnings("unchecked")
    private static <T> T as(Class<?> type, Function<Object[], Object> answer) {
        return (T) Proxy.newProxyInstance(
                ManagedTest.class.getClassLoader(),
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
        assertThat(managed.run(() -> done.add("task"), () -> done.add("otherwise")))
                .isTrue();
        assertThat(done).containsExactly("task");
        assertThat(managed.awaitNoTask(Duration.ZERO)).isTrue();
    }

    @Test
    void the_relay_runs_again_after_transactions_could_not_be_looked_up() throws InterruptedException {
        managed.awaitNoTask(Duration.ZERO);
        managed.afterRelay(() -> done.add("after"));
        managed.runInOwnContext(() -> done.add("first"));
        managed.runInOwnContext(() -> done.add("second"));
        assertThat(done).containsExactly("first", "after", "second", "after");
    }
}
