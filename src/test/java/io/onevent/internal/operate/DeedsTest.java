package io.onevent.internal.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.log.LoggedLines;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeedsTest {

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private String said(boolean isResolvable, Supplier<Principal> caller) {
        @SuppressWarnings("unchecked")
        Instance<Principal> principals = (Instance<Principal>) Proxy.newProxyInstance(
                DeedsTest.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isResolvable" -> isResolvable;
                    case "get" -> caller.get();
                    default -> null;
                });
        new Deeds(principals).done("all events are paused");
        assertThat(log.lines()).hasSize(1);
        return log.lines().get(0).getMessage();
    }

    @Test
    void who_has_done_it_is_said_where_the_server_tells() {
        assertThat(said(true, () -> () -> "alice")).isEqualTo("ONEVENT-340: all events are paused, by alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANONYMOUS", "anonymous", "UNAUTHENTICATED", " ", ""})
    void nobody_is_not_named(String nobody) {
        assertThat(said(true, () -> () -> nobody)).isEqualTo("ONEVENT-340: all events are paused");
    }

    @Test
    void where_the_server_tells_nothing_or_fails_only_the_deed_is_said() {
        assertThat(said(false, null)).endsWith("paused");
        log.lines().clear();
        assertThat(said(true, () -> null)).endsWith("paused");
        log.lines().clear();
        assertThat(said(true, () -> () -> null)).endsWith("paused");
        log.lines().clear();
        assertThat(said(true, () -> {
                    throw new IllegalStateException("no security here");
                }))
                .endsWith("paused");
    }
}
