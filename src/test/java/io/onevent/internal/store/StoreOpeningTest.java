package io.onevent.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.UndeclaredThrowableException;
import java.sql.SQLException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

class StoreOpeningTest {

    @Test
    void a_name_that_the_server_does_not_know_is_told_with_the_key() {
        NamingException ofPayara = new NamingException("Lookup failed");
        ofPayara.setRootCause(new NameNotFoundException("shop not found"));

        assertThat(StoreOpening.noDataSource("jdbc/shop", ofPayara))
                .hasMessageContainingAll("ONEVENT-202: there is no data source jdbc/shop", "onevent.datasource");
        assertThat(StoreOpening.noDataSource("jdbc/shop", new NameNotFoundException("jdbc/shop")))
                .hasMessageContaining("there is no data source jdbc/shop");
        assertThat(StoreOpening.noDataSource("jdbc/shop", new ClassCastException("a String")))
                .hasMessageContaining("there is no data source jdbc/shop");
    }

    @Test
    void one_that_the_server_knows_and_cannot_make_is_told_as_that() {
        NamingException ofLiberty = new NamingException();
        ofLiberty.setRootCause(new ClassNotFoundException("org.postgresql.Driver"));

        assertThat(StoreOpening.noDataSource("jdbc/shop", ofLiberty))
                .hasMessageContainingAll("ONEVENT-202: the server cannot make the data source jdbc/shop", "driver")
                .hasMessageNotContaining("null");
    }

    @Test
    void what_is_missing_is_told_in_the_words_of_the_database_however_the_server_wraps_them() {
        SQLException ofDatabase = new SQLException("Table ONEVENT_AUDIT not found\nSELECT id FROM onevent_audit");
        SQLException ofServer = new SQLException(new UndeclaredThrowableException(ofDatabase));
        assertThat(StoreOpening.problem("onevent_audit", Jdbc.refused("SELECT 1", ofServer)))
                .isEqualTo("onevent_audit: Table ONEVENT_AUDIT not found");
        assertThat(StoreOpening.problem("onevent_audit", Jdbc.refused("SELECT 1", new SQLException())))
                .isEqualTo("onevent_audit: java.sql.SQLException");
    }
}
