package io.onevent.archfixture.internal.drain;

import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

/** Every way to a thread that the server does not know. */
class StartsThreads {

    static class ByThread {
        void start() {
            new Thread(() -> {}).start();
        }
    }

    static class BySubclass extends Thread {}

    static class ByExecutors {
        void start() {
            Executors.newCachedThreadPool();
        }
    }

    static class ByTimer {
        Timer field;
    }

    static class ByPool {
        void start() {
            ForkJoinPool.commonPool();
        }
    }

    static class ByFuture {
        void start() {
            CompletableFuture.runAsync(() -> {});
        }
    }
}
