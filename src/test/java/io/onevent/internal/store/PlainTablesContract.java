package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.onevent.it.Database;
import io.onevent.it.DatabaseProduct;
import io.onevent.it.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the plain SQL makes is what Liquibase makes, and Liquibase can go on from there. */
@Tag("database")
abstract class PlainTablesContract {

    private static final List<String> ROWS = List.of(
            "SELECT 'cleaning', id FROM onevent_cleaning",
            "SELECT 'pause', id, paused, since FROM onevent_pause",
            "SELECT 'locks', count(*), min(slot), max(slot) FROM onevent_group_lock");

    private final DatabaseProduct product;
    private final List<String> catalogue;

    /** @param catalogue queries that tell all of the structure of a database but for the tables of Liquibase */
    PlainTablesContract(DatabaseProduct product, String... catalogue) {
        this.product = product;
        this.catalogue = List.of(catalogue);
    }

    private Database byPlainSql() throws Exception {
        return bySql(Files.readString(PlainSql.file(product)));
    }

    private Database bySql(String text) {
        Database database = TestDatabase.newEmptyDatabase(product);
        PlainSql.statements(text).forEach(database::execute);
        return database;
    }

    private Database byLiquibase() {
        Database database = TestDatabase.newEmptyDatabase(product);
        LiquibaseUpdate.run(database.dataSource());
        return database;
    }

    private List<String> structure(Database database) {
        List<String> structure = new ArrayList<>();
        for (String query : catalogue) {
            List<String> rows = database.queryAll(query);
            assertThat(rows).as(query).isNotEmpty();
            structure.addAll(rows);
        }
        ROWS.forEach(query -> structure.addAll(database.queryAll(query)));
        return structure.stream()
                .map(line -> line.replace(database.name(), "the database"))
                .filter(line -> !line.toLowerCase(java.util.Locale.ROOT).contains("databasechangelog"))
                .sorted()
                .toList();
    }

    private void validate(Database database) {
        Dialect dialect = Dialect.valueOf(product.name());
        StoreOpening.validate(new Jdbc(database.dataSource(), dialect, 10), dialect, "jdbc/shop");
    }

    @Test
    void a_deployment_accepts_what_the_plain_sql_makes() throws Exception {
        Database database = byPlainSql();
        assertThatCode(() -> validate(database)).doesNotThrowAnyException();
    }

    @Test
    void the_plain_sql_and_liquibase_make_the_same() throws Exception {
        assertThat(structure(byPlainSql())).isEqualTo(structure(byLiquibase()));
    }

    @Test
    void an_index_and_a_column_that_differ_are_found() throws Exception {
        String text = Files.readString(PlainSql.file(product));
        List<String> right = structure(byLiquibase());

        String otherIndex = text.replace("(last_failure, id)", "(last_failure)");
        assertThat(otherIndex).isNotEqualTo(text);
        assertThat(structure(bySql(otherIndex))).isNotEqualTo(right);
        String otherColumn = text.replace("error_class VARCHAR(500)", "error_class VARCHAR(501)");
        assertThat(otherColumn).isNotEqualTo(text);
        assertThat(structure(bySql(otherColumn))).isNotEqualTo(right);
    }

    @Test
    void liquibase_goes_on_from_the_plain_sql_when_it_was_told_of_it() throws Exception {
        Database database = byPlainSql();
        List<String> before = structure(database);
        try (Connection connection = database.dataSource().getConnection();
                Liquibase liquibase = new Liquibase(
                        "changelog.xml",
                        new DirectoryResourceAccessor(Path.of("liquibase")),
                        DatabaseFactory.getInstance()
                                .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
            liquibase.changeLogSync(new Contexts(), new LabelExpression());
        }

        LiquibaseUpdate.run(database.dataSource());

        assertThat(structure(database)).isEqualTo(before);
    }
}
