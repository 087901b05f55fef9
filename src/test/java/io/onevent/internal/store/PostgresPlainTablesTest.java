package io.onevent.internal.store;

import io.onevent.it.DatabaseProduct;

class PostgresPlainTablesTest extends PlainTablesContract {

    PostgresPlainTablesTest() {
        super(
                DatabaseProduct.POSTGRESQL,
                // Columns in their order, with comments and how they are stored
                "SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attstorage,"
                        + " a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)"
                        + " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                        + " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
                        + " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0",
                "SELECT c.relname, c.reloptions, obj_description(c.oid) FROM pg_class c"
                        + " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace",
                "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE connamespace = 'public'::regnamespace",
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
                "SELECT sequencename, data_type, start_value, min_value, max_value, increment_by, cycle, cache_size, last_value"
                        + " FROM pg_sequences WHERE schemaname = 'public'");
    }
}
