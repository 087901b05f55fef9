package io.onevent.engine;

class H2RowFuzzTest extends RowFuzzContract {

    H2RowFuzzTest() {
        super(EngineDatabase.h2());
    }
}
