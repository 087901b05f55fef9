package io.onevent.engine;

class PostgresRowFuzzTest extends RowFuzzContract {

    PostgresRowFuzzTest() {
        super(EngineDatabase.postgres());
    }
}
