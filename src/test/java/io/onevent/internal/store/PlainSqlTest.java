package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.it.DatabaseProduct;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files in {@code liquibase/sql} say what the changelog does. With {@code -Dsql.write=true} they are written first. */
class PlainSqlTest {

    private static final String REMEDY = "mvn -o test -Dtest=PlainSqlTest -Dsql.write=true";

    @ParameterizedTest
    @EnumSource
    void the_file_of_a_database_is_what_the_changelog_makes_there(DatabaseProduct product) throws Exception {
        Path file = PlainSql.file(product);
        String generated = PlainSql.generated(product);
        if (Boolean.getBoolean("sql.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(file)
                .as("%s is not what the changelog makes. Write it anew: %s", file, REMEDY)
                .exists()
                .hasContent(generated);
    }

    @ParameterizedTest
    @EnumSource
    void every_change_set_is_named_before_its_statements(DatabaseProduct product) throws Exception {
        assertThat(PlainSql.generated(product))
                .contains("\n-- changeSet 1-events\n", "\n-- changeSet 6-pause-and-group-locks\n")
                .doesNotContainIgnoringCase("databasechangelog");
    }
}
