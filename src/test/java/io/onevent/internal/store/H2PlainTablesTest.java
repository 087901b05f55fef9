package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;

class H2PlainTablesTest extends PlainTablesContract {

    H2PlainTablesTest() {
        super(
                DatabaseProduct.H2,
                "SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length, numeric_precision,"
                        + " datetime_precision, is_nullable, column_default, is_generated, generation_expression, remarks"
                        + " FROM information_schema.columns WHERE table_schema = 'PUBLIC'",
                "SELECT table_name, table_type, remarks FROM information_schema.tables WHERE table_schema = 'PUBLIC'",
                "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints"
                        + " WHERE table_schema = 'PUBLIC'",
                // The index of a primary key has a name that H2 counts up
                "SELECT i.table_name, CASE WHEN i.index_type_name = 'PRIMARY KEY' THEN 'primary' ELSE i.index_name END,"
                        + " i.index_type_name, c.ordinal_position, c.column_name, c.ordering_specification, c.is_unique"
                        + " FROM information_schema.indexes i JOIN information_schema.index_columns c"
                        + " ON c.index_schema = i.index_schema AND c.index_name = i.index_name"
                        + " WHERE i.table_schema = 'PUBLIC'",
                "SELECT sequence_name, data_type, start_value, minimum_value, maximum_value, increment, cycle_option, cache,"
                        + " base_value FROM information_schema.sequences WHERE sequence_schema = 'PUBLIC'");
    }
}
