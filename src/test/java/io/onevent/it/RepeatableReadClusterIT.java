package io.onevent.it;

class RepeatableReadClusterIT extends ClusterContract {

    @Override
    TestApp.Builder withIsolation(TestApp.Builder app) {
        return app.repeatableRead();
    }

    @Override
    String isolation() {
        return "repeatable read";
    }
}
