package io.onevent.bench;

import java.sql.DriverManager;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Makes OnEvent's tables. */
final class EventTables {

    private EventTables() {}

    static void create(BenchDatabase database) {
        try (var connection = DriverManager.getConnection(database.url(), BenchDatabase.USER, BenchDatabase.PASSWORD)) {
            var target =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            var liquibase = new Liquibase(
                    "META-INF/onevent/liquibase/changelog.xml", new ClassLoaderResourceAccessor(), target);
            liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
            Scope.child(
                    Scope.Attr.ui,
                    new LoggerUIService(),
                    () -> liquibase.update(new Contexts(), new LabelExpression()));
        } catch (Exception refused) {
            throw new IllegalStateException("The changelog does not run", refused);
        }
    }
}
