package io.onevent.bench;

import java.io.File;
import java.sql.DriverManager;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ZipResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Makes OnEvent's tables. */
final class EventTables {

    private EventTables() {}

    /** @param jar whose changelog makes them */
    static void create(BenchDatabase database, File jar) {
        try (var connection = DriverManager.getConnection(database.url(), BenchDatabase.USER, BenchDatabase.PASSWORD)) {
            var resources = new ZipResourceAccessor(jar);
            var target =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            var liquibase = new Liquibase("META-INF/onevent/liquibase/changelog.xml", resources, target);
            liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
            Scope.child(
                    Scope.Attr.ui,
                    new LoggerUIService(),
                    () -> liquibase.update(new Contexts(), new LabelExpression()));
            resources.close();
        } catch (Exception refused) {
            throw new IllegalStateException("The changelog does not run", refused);
        }
    }
}
