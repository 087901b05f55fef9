package io.onevent.internal.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.onevent.internal.log.LoggedLines;
import io.onevent.internal.monitor.Caller;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeedsTest {

    @RegisterExtension
    private final LoggedLines log = new LoggedLines();

    private final List<String> noted = new ArrayList<>();

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
        Deeds deeds = new Deeds(principals, (who, verb, events, what) -> noted.add(who + " " + verb + " " + what));
        deeds.done("pause", null, "all events are paused");
        assertThat(log.lines()).hasSize(1);
        return log.lines().get(0).getMessage();
    }

    @Test
    void who_has_done_it_is_said_where_the_server_tells() {
        assertThat(said(true, () -> () -> "alice")).isEqualTo("ONEVENT-340: all events are paused, by alice");
        assertThat(noted).containsExactly("alice pause all events are paused");
    }

    @Test
    void who_is_named_on_the_thread_goes_before_what_the_server_tells() {
        assertThat(Caller.as("JMX", () -> said(true, () -> () -> "alice"))).endsWith("paused, by JMX");
        assertThat(noted).containsExactly("JMX pause all events are paused");
        assertThat(Caller.named()).isNull();
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
