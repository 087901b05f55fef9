package io.onevent.internal.store;

import io.onevent.internal.config.ConfigurationException;
import io.onevent.internal.log.Thrown;
import java.sql.Connection;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LockException;
import liquibase.resource.ClassLoaderResourceAccessor;

/** Runs the changelog. The only class that touches Liquibase: it is loaded only for {@code onevent.schema=update}. */
final class LiquibaseUpdate {

    private static final String CHANGELOG = "META-INF/onevent/liquibase/changelog.xml";

    private LiquibaseUpdate() {}

    /**
     * Liquibase makes its own tables without a lock: of instances that start together on an empty database all but one
     * fail there, and try again. Who has waited for its lock in vain has waited long enough.
     */
    static void run(DataSource dataSource) {
        try {
            update(dataSource);
        } catch (Exception first) {
            if (isLocked(first)) {
                throw failed(first);
            }
            updateAgain(dataSource, first);
        }
    }

    private static boolean isLocked(Exception refused) {
        return Thrown.chain(refused).stream().anyMatch(LockException.class::isInstance);
    }

    private static void updateAgain(DataSource dataSource, Exception first) {
        try {
            update(dataSource);
        } catch (Exception again) {
            again.addSuppressed(first);
            throw failed(again);
        }
    }

    private static ConfigurationException failed(Exception cause) {
        return new ConfigurationException(
                "ONEVENT-205: Liquibase could not create or update the tables of OnEvent: " + cause.getMessage(),
                cause);
    }

    private static void update(DataSource dataSource) throws Exception {
        ClassLoader loader = LiquibaseUpdate.class.getClassLoader();
        try (Connection connection = dataSource.getConnection()) {
            ClassLoaderResourceAccessor resources = new ClassLoaderResourceAccessor(loader);
            JdbcConnection database = new JdbcConnection(connection);
            String scope = Scope.enter(Map.of(Scope.Attr.classLoader.name(), loader));
            try (Liquibase liquibase = new Liquibase(CHANGELOG, resources, database)) {
                liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
                liquibase.update("");
            } finally {
                Scope.exit(scope);
            }
        }
    }
}
