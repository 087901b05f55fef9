package io.onevent.testkit;

import io.onevent.testkit.internal.JtaDataSource;
import io.onevent.testkit.internal.TestNaming;
import io.onevent.testkit.internal.TestTables;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/**
 * What CDI SE lacks of a server for OnEvent: transactions and a JTA data source, under the names that a server has for
 * them. To be started before the container, whose configuration has {@code onevent.testkit=true}, and closed after it.
 * The transaction manager is a library of the test's own, such as Narayana.
 *
 * <p>It sets the system property {@code java.naming.factory.initial}, and puts it back when it is closed: so there is
 * one at a time in a JVM. EclipseLink is told of the transaction manager, if it is there. The configuration is read anew, so
 * system properties that the test sets before count.
 *
 * <p><b>Threads.</b> Safe for use by many threads.
 */
public final class TestServer implements AutoCloseable {

    private static final String COMP = "java:comp/";

    private final TestNaming.Before before;
    private final DataSource dataSource;

    private TestServer(TestNaming.Before before, DataSource dataSource) {
        this.before = before;
        this.dataSource = dataSource;
    }

    /**
     * Starts it. Where the database has no tables of OnEvent they are created, by the plain SQL in the JAR of OnEvent.
     *
     * @param database the database of the test: its connections take part in the transactions
     * @param transactions begins and ends them
     * @param registry of the same transactions
     * @return what is to be closed after the container
     * @throws IllegalStateException if one is started already, or the database cannot be used
     */
    public static TestServer start(
            XADataSource database, TransactionManager transactions, TransactionSynchronizationRegistry registry) {
        if (database == null || transactions == null || registry == null) {
            throw new IllegalArgumentException("database, transactions or registry is null");
        }
        TestNaming.Before before = TestNaming.begin();
        try {
            readConfigurationAnew();
            DataSource joined = new JtaDataSource(database, transactions, registry).dataSource();
            TestTables.createIfMissing(joined);
            TestNaming.bind(COMP + "DefaultDataSource", joined);
            TestNaming.bind(COMP + "UserTransaction", TestNaming.userTransaction(transactions));
            TestNaming.bind(COMP + "TransactionSynchronizationRegistry", registry);
            TestNaming.bind("java:/TransactionManager", transactions);
            TestNaming.tellEclipseLink(transactions);
            return new TestServer(before, joined);
        } catch (RuntimeException refused) {
            TestNaming.end(before);
            throw refused;
        }
    }

    /** An implementation may remember the names of keys: those that a test has set since would not be seen. */
    private static void readConfigurationAnew() {
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
    }

    /**
     * Gives an object a name, under which {@code InitialContext} finds it: the name of the data source, say, that the
     * application's configuration has.
     *
     * @param name a name of JNDI
     * @param object what is found there
     * @return this server
     */
    public TestServer bind(String name, Object object) {
        if (name == null || object == null) {
            throw new IllegalArgumentException((name == null ? "name" : "object") + " is null");
        }
        TestNaming.bind(name, object);
        return this;
    }

    /**
     * The data source whose connections take part in the transactions.
     *
     * @return what is bound to {@code java:comp/DefaultDataSource}; a connection of it is rolled back or committed with
     *     the transaction of the thread, or by each statement where there is none
     */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Forgets all names, and puts the naming back as it was. */
    @Override
    public void close() {
        TestNaming.end(before);
    }
}
