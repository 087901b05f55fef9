package io.onevent.engine;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** The names of one instance, for the threads that work for it: as {@code java:comp} of a server, which each component has its own of. */
final class Naming {

    private static final ThreadLocal<Naming> OF_THREAD = new ThreadLocal<>();

    static {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Factory.class.getName());
    }

    private final Map<String, Object> names = new ConcurrentHashMap<>();
    private final Faults faults;

    Naming(Faults faults) {
        this.faults = faults;
    }

    /** Gives a thing a name. */
    Naming with(String name, Object thing) {
        names.put(name, thing);
        return this;
    }

    /** Does work on this thread with these names. */
    <T> T during(Callable<T> work) throws Exception {
        Naming before = OF_THREAD.get();
        OF_THREAD.set(this);
        try {
            return work.call();
        } finally {
            if (before == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(before);
            }
        }
    }

    private Object lookUp(String name) throws NamingException {
        Object found = names.get(name);
        if (found == null) {
            throw new NameNotFoundException(name);
        }
        return faults.at(Faults.Point.LOOK_UP, () -> found, NamingException.class);
    }

    /** Makes the context that looks up in the names of the current thread. */
    public static final class Factory implements InitialContextFactory {

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {

                @Override
                public Object lookup(String name) throws NamingException {
                    Naming names = OF_THREAD.get();
                    if (names == null) {
                        throw new NameNotFoundException(name + ": this thread works for no instance");
                    }
                    return names.lookUp(name);
                }
            };
        }
    }
}
