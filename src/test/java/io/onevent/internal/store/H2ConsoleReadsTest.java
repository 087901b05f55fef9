package io.onevent.internal.store;

class H2ConsoleReadsTest extends ConsoleReadsContract {

    H2ConsoleReadsTest() {
        super(H2EventTableTest.DATABASE, Dialect.H2);
    }
}
