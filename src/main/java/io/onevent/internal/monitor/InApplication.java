package io.onevent.internal.monitor;

import io.onevent.internal.log.Thrown;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Lets those in who come from outside of the application. Their threads have another context class loader, or none, as
 * those of who attaches to the process, and Payara finds no bean of an application without that application's. And they
 * know no classes but those of the JDK, so that nothing else may be in what is thrown at them.
 */
final class InApplication implements InvocationHandler {

    private final Object target;
    private final ClassLoader loader;

    private InApplication(Object target, ClassLoader loader) {
        this.target = target;
        this.loader = loader;
    }

    /** The target for callers from outside; to be called on a thread of the application. */
    static <T> T of(Class<T> type, T target) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new InApplication(target, loader)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws IllegalAccessException {
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(Thrown.message(failed.getCause()));
        } finally {
            thread.setContextClassLoader(callers);
        }
    }
}
