package io.onevent.bench.app.peer;

import com.github.jonasrutishauser.transactional.event.api.Events;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The server's executor for the library, which has no switch of its own: while it is held, tasks do nothing, those that look for
 * events and those that a publisher leaves behind.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class Executor {

    @Resource
    private ManagedScheduledExecutorService server;

    private volatile boolean held = true;

    void hold(boolean now) {
        held = now;
    }

    @Events
    @Produces
    @Dependent
    ManagedScheduledExecutorService switched() {
        return (ManagedScheduledExecutorService) Proxy.newProxyInstance(
                Executor.class.getClassLoader(),
                new Class<?>[] {ManagedScheduledExecutorService.class},
                (proxy, method, values) -> call(method, values));
    }

    private Object call(Method method, Object[] values) throws Throwable {
        if (values != null && values[0] instanceof Runnable task) {
            if (held && method.getName().equals("execute")) {
                return null;
            }
            values[0] = (Runnable) () -> {
                if (!held) {
                    task.run();
                }
            };
        }
        try {
            return method.invoke(server, values);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
