package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.internal.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is told to a user of the database that may not do everything. */
@Tag("database")
abstract class RightsContract {

    private static final List<String> TABLES = List.of(
            "event",
            "dead_event",
            "processed_event",
            "instance",
            "lead",
            "pause",
            "cleaning",
            "group_lock",
            "key",
            "paused_name",
            "audit");

    private final Jdbc owner;
    private final Jdbc user;
    private final Dialect dialect;
    private final String grantee;
    private final String sequenceRight;

    /** @param sequenceRight the right to the sequence, or null where there is none */
    RightsContract(DataSource owner, DataSource user, Dialect dialect, String grantee, String sequenceRight) {
        this.owner = new Jdbc(owner, dialect, 10);
        this.user = new Jdbc(user, dialect, 10);
        this.dialect = dialect;
        this.grantee = grantee;
        this.sequenceRight = sequenceRight;
    }

    @BeforeEach
    void grantWhatIsDocumented() {
        for (String table : TABLES) {
            owner.update("GRANT SELECT, INSERT, UPDATE, DELETE ON onevent_" + table + " TO " + grantee);
        }
        if (sequenceRight != null) {
            owner.update("GRANT " + sequenceRight + " TO " + grantee);
        }
    }

    private void validate() {
        StoreOpening.validate(user, dialect, "jdbc/shop");
    }

    @Test
    void the_documented_rights_are_enough() {
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void each_missing_right_is_told_as_what_it_is_and_its_grant_mends_it() {
        List<String> wrong = new ArrayList<>();
        for (String table : TABLES) {
            for (String right : List.of("SELECT", "INSERT", "UPDATE", "DELETE")) {
                owner.update("REVOKE " + right + " ON onevent_" + table + " FROM " + grantee);
                try {
                    validate();
                    wrong.add(right + " on " + table + " is not missed");
                } catch (ConfigurationException told) {
                    if (!told.getMessage().startsWith("ONEVENT-219")
                            || !told.getMessage().contains(" ON onevent_" + table + " TO ")
                            || !told.getMessage().contains(right)) {
                        wrong.add(right + " on " + table + ": " + told.getMessage());
                    } else {
                        grants(told).forEach(owner::update);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void everything_that_is_missing_is_told_at_once() {
        for (String table : TABLES) {
            owner.update("REVOKE INSERT, DELETE ON onevent_" + table + " FROM " + grantee);
        }
        if (sequenceRight != null) {
            owner.update("REVOKE " + sequenceRight + " FROM " + grantee);
        }
        assertThatThrownBy(this::validate).isInstanceOfSatisfying(ConfigurationException.class, told -> {
            assertThat(grants(told)).hasSize(TABLES.size() + (sequenceRight == null ? 0 : 1));
            grants(told).forEach(owner::update);
        });
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    private static List<String> grants(ConfigurationException told) {
        return told.getMessage()
                .lines()
                .filter(line -> line.startsWith("GRANT "))
                .map(line -> line.replace(";", ""))
                .toList();
    }
}
