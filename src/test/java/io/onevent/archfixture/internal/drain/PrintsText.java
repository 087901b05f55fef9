package io.onevent.archfixture.internal.drain;

/** Text that no log has. */
class PrintsText {

    static class ToOut {
        void print() {
            System.out.println();
        }
    }

    static class ToErr {
        void print() {
            System.err.println();
        }
    }

    static class ByThrowable {
        void print() {
            new IllegalStateException().printStackTrace();
        }
    }
}
