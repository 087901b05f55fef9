package io.onevent.it;

class AllInstancesRepeatableReadClusterIT extends ClusterContract {

    @Override
    TestApp.Builder withIsolation(TestApp.Builder app) {
        return app.repeatableRead();
    }

    @Override
    String isolation() {
        return "repeatable read";
    }

    @Override
    String mode() {
        return "all";
    }
}
