package io.onevent.testkit.internal;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.InvocationTargetException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.Name;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** The names of the one server of a test, for all threads of the JVM. */
public final class TestNaming implements InitialContextFactory {

    private static final Map<String, Object> NAMES = new ConcurrentHashMap<>();

    /** What was there before. @param factory of naming, or null for none */
    public record Before(String factory) {}

    /** Made by the JDK. */
    public TestNaming() {
        // It has no state of its own.
    }

    /** From now on names are looked up here. */
    public static synchronized Before begin() {
        String factory = System.getProperty(Context.INITIAL_CONTEXT_FACTORY);
        if (TestNaming.class.getName().equals(factory)) {
            throw new IllegalStateException("a TestServer is started already: close it before the next");
        }
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, TestNaming.class.getName());
        return new Before(factory);
    }

    /** As it was before. */
    public static synchronized void end(Before before) {
        NAMES.clear();
        if (before.factory() == null) {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        } else {
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, before.factory());
        }
    }

    /** Gives an object a name. */
    public static void bind(String name, Object object) {
        NAMES.put(name, object);
    }

    /** What begins and ends transactions, as applications have it. */
    public static UserTransaction userTransaction(TransactionManager transactions) {
        return ByHand.make(UserTransaction.class, (method, arguments) -> {
            Class<?>[] types = method.equals("setTransactionTimeout") ? new Class<?>[] {int.class} : new Class<?>[0];
            try {
                return TransactionManager.class.getMethod(method, types).invoke(transactions, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
    }

    /** Without a server EclipseLink does not find the transactions that its entity managers are to join. */
    public static void tellEclipseLink(TransactionManager transactions) {
        try {
            Class.forName("org.eclipse.persistence.transaction.JTATransactionController")
                    .getMethod("setDefaultTransactionManager", TransactionManager.class)
                    .invoke(null, transactions);
        } catch (ReflectiveOperationException | LinkageError notThere) {
            // Then it is another provider's affair.
        }
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        return new InitialContext(true) {

            @Override
            public Object lookup(String name) throws NamingException {
                Object found = NAMES.get(name);
                if (found == null) {
                    throw new NameNotFoundException(name + " is bound to nothing: TestServer.bind(..) binds it");
                }
                return found;
            }

            @Override
            public Object lookup(Name name) throws NamingException {
                return lookup(name.toString());
            }
        };
    }
}
