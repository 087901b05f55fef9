package io.onevent.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchersTest {

    private static final List<String> HEARD = new ArrayList<>();

    @ApplicationScoped
    static class Broken implements Watcher {
        @Override
        public void published(String name, int events) {
            throw new IllegalStateException("the server's metrics do not work");
        }
    }

    @ApplicationScoped
    static class Unmakable implements Watcher {
        @PostConstruct
        void fail() {
            throw new IllegalStateException("the server's metrics are not there");
        }
    }

    @ApplicationScoped
    static class Listening implements Watcher {
        @Override
        public void published(String name, int events) {
            HEARD.add(name);
        }
    }

    @Test
    void are_told_without_a_proxy_in_between() {
        Set<Class<?>> told = new HashSet<>();
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Watchers.class, Listening.class)
                .initialize()) {
            Watchers itself = container.select(Watchers.class).get().itself().get();
            assertThat(itself).isExactlyInstanceOf(Watchers.class);
            itself.tell(watcher -> told.add(watcher.getClass()));
        }
        assertThat(told).containsExactly(Listening.class);
    }

    @Test
    void one_that_throws_or_cannot_be_made_disturbs_nobody() {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Watchers.class, Broken.class, Unmakable.class, Listening.class)
                .initialize()) {
            Watchers watchers = container.select(Watchers.class).get();
            watchers.tell(watcher -> watcher.published("a", 1));
            watchers.tell(watcher -> watcher.published("b", 1));
        }
        assertThat(HEARD).containsExactly("a", "b");
    }
}
