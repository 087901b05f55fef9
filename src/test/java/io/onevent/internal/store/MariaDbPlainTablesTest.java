package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;
import org.junit.jupiter.api.Tag;

@Tag("mariadb")
class MariaDbPlainTablesTest extends PlainTablesContract {

    MariaDbPlainTablesTest() {
        super(
                DatabaseProduct.MARIADB,
                "SELECT table_name, ordinal_position, column_name, column_type, is_nullable, column_default, extra,"
                        + " generation_expression, collation_name, column_comment"
                        + " FROM information_schema.columns WHERE table_schema = database()",
                "SELECT table_name, table_type, engine, table_collation, table_comment"
                        + " FROM information_schema.tables WHERE table_schema = database()",
                "SELECT table_name, index_name, non_unique, seq_in_index, column_name, collation, sub_part, index_type"
                        + " FROM information_schema.statistics WHERE table_schema = database()",
                "SELECT 'sequence', start_value, minimum_value, maximum_value, increment, cache_size, cycle_option,"
                        + " next_not_cached_value FROM onevent_event_seq");
    }
}
