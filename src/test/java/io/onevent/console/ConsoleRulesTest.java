package io.onevent.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onevent.DeadEvent;
import io.onevent.QueueStatus;
import io.onevent.Reason;
import io.onevent.StoredEvent;
import io.onevent.internal.view.OperatorsView.Figures;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console decides by itself: its settings, from where a form came, its tokens, its filters, what a reader sees. */
class ConsoleRulesTest {

    private static ConsoleSettings settings(String... keysAndValues) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.put("onevent.console." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return ConsoleSettings.read(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build());
    }

    @Test
    void it_is_closed_unless_somebody_opens_it() {
        assertThat(settings()).isEqualTo(new ConsoleSettings(false, false, null, null, null));
        assertThat(settings("enabled", "true").roles()).isEmpty();
        ConsoleSettings named =
                settings("enabled", " true ", "role.view", " clerk ", "role.operate", "clerk", "role.payload", "boss");
        assertThat(named).isEqualTo(new ConsoleSettings(true, false, "clerk", "clerk", "boss"));
        assertThat(named.roles()).containsExactly("clerk", "boss");
    }

    @Test
    void all_that_is_wrong_with_its_settings_is_said_at_once() {
        assertThatThrownBy(() -> settings("enabled", "yes", "open", "1", "role.view", "**", "role.payload", "*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ONEVENT-126: onevent.console.enabled = yes is neither true nor false")
                .hasMessageContaining("ONEVENT-126: onevent.console.open = 1")
                .hasMessageContaining("ONEVENT-127: onevent.console.role.view = ** is no role")
                .hasMessageContaining("ONEVENT-127: onevent.console.role.payload = *");
    }

    @ParameterizedTest
    @CsvSource({"http,80,a", "http,8080,a:8080", "http,443,a:443", "https,443,a", "https,8443,a:8443", "https,80,a:80"})
    void where_no_header_says_the_host_it_is_as_a_browser_would_write_it(String scheme, int port, String host) {
        Map<String, Object> request = Map.of("getScheme", scheme, "getServerName", "a", "getServerPort", port);
        assertThat(Gate.host((HttpServletRequest) Proxy.newProxyInstance(
                        ConsoleRulesTest.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (proxy, method, arguments) -> request.get(method.getName()))))
                .isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin,,a:80,true",
        "same-origin,http://proxied.example,a:80,true",
        "cross-site,,a:80,false",
        "cross-site,http://a:80,a:80,false",
        "same-site,,a:80,false",
        "none,,a:80,false",
        ",http://a:80,a:80,true",
        ",https://A,a,true",
        ",http://a,a:80,false",
        ",null,a,false",
        ",http://a.b,a,false",
        ",,a,false",
        ",http://a,,false"
    })
    void a_form_is_of_this_host_or_of_none(String site, String origin, String host, boolean own) {
        assertThat(Origin.isOwn(site, origin, host)).isEqualTo(own);
    }

    @Test
    void a_token_is_good_for_one_user_and_one_cookie() {
        String seed = Token.newSeed();
        String token = Token.of(seed, "alice");
        assertThat(Token.isGood(token, seed, "alice")).isTrue();
        assertThat(Token.isGood(token, seed, "bob")).isFalse();
        assertThat(Token.isGood(token, Token.newSeed(), "alice")).isFalse();
        assertThat(Token.isGood(null, seed, "alice")).isFalse();
        assertThat(Token.isGood(token, null, "alice")).isFalse();
        assertThat(Token.isGood(Token.of("short", "alice"), "short", "alice")).isFalse();
    }

    @Test
    void whoever_lacks_a_right_is_refused_at_the_verb() {
        Visitor viewer = new Visitor("v", Set.of(Right.VIEW));
        Desk desk = new Desk(null, viewer);
        assertThatThrownBy(() -> desk.pause(null)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> desk.all(null, null)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> desk.begin(null, null, null, 0)).isInstanceOf(ForbiddenException.class);
        Desk nobodys = new Desk(null, new Visitor("n", Set.of()));
        assertThatThrownBy(() -> nobodys.figures()).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> nobodys.find(null, null)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> nobodys.explain(null)).isInstanceOf(ForbiddenException.class);
    }

    @Test
    void a_filter_goes_through_an_address_and_back_as_it_is() {
        String odd = "a&b=c %\r\n<>\"'\u202E\uD83D\uDE00+ ";
        Query query = Query.none().with("name", odd).with("group", "g").with("page", 3);
        assertThat(query.encoded()).matches("[\\x21-\\x7E]*").doesNotContain("<", "\"", "'");
        Query back = Query.parse(query.encoded());
        assertThat(back.get("name")).isEqualTo(odd);
        assertThat(back.page()).isEqualTo(3);
        assertThat(back.dead().name()).isEqualTo(odd);
        assertThat(Query.parse("name=x&evil=y&page=-5&&=z").encoded()).isEqualTo("name=x&page=-5");
        assertThat(Query.parse("page=-5").page()).isEqualTo(1);
        assertThat(Query.parse("page=x").page()).isEqualTo(1);
        assertThat(Query.parse(null).narrows()).isFalse();
    }

    @Test
    void a_time_without_a_zone_is_one_of_the_machine() {
        assertThat(Query.time("from", "2026-01-31T08:30:00Z")).isEqualTo(Instant.parse("2026-01-31T08:30:00Z"));
        assertThat(Query.time("from", "2026-01-31T08:30"))
                .isEqualTo(LocalDateTime.parse("2026-01-31T08:30")
                        .atZone(ZoneId.systemDefault())
                        .toInstant());
        assertThatThrownBy(() -> Query.time("from", "<x>")).hasMessageContaining("2026-01-31T08:30:00Z");
        assertThatThrownBy(() -> Query.parse("state=odd").waiting()).hasMessageContaining("choose one");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5,500 ms",
        "1,1 s",
        "59.9,59 s",
        "60,1 min",
        "65,1 min 5 s",
        "700,11 min",
        "3600,1 h",
        "3900,1 h 5 min",
        "90000,1 d 1 h",
        "864000,10 d"
    })
    void a_span_has_the_two_units_that_matter(double seconds, String shown) {
        assertThat(Shown.span(Duration.ofMillis((long) (seconds * 1000)))).isEqualTo(shown);
    }

    @Test
    void a_time_is_relative_and_exact() {
        Instant now = Instant.parse("2026-01-31T08:30:00Z");
        assertThat(Shown.relative(now.minusSeconds(65), now)).isEqualTo("1 min 5 s ago");
        assertThat(Shown.relative(now.plusSeconds(65), now)).isEqualTo("in 1 min 5 s");
        assertThat(Shown.relative(now, now)).isEqualTo("now");
        assertThat(Shown.exact(now)).contains("2026-01-31 08:30:00 UTC");
        assertThat(Shown.count(100_000, 100_000)).isEqualTo("100,000+");
        assertThat(Shown.rate(-1)).isEqualTo("–");
        assertThat(Shown.rate(2.54)).isEqualTo("2.5");
    }

    @ParameterizedTest
    @CsvSource({
        "shop.Bank$Down,true",
        "Bank$Down,true",
        "Down,true",
        "own,false",
        "shop.Bank,false",
        "'',true",
    })
    void an_error_is_meant_by_its_whole_name_or_by_its_last_part(String error, boolean isMeant) {
        StoredEvent event = new StoredEvent(new UUID(1, 2), "n", null, null, null, Map.of(), Instant.EPOCH, null, 1);
        DeadEvent died =
                new DeadEvent(event, Reason.FAILED, "shop.Bank$Down", null, null, Instant.EPOCH, Instant.EPOCH);
        DeadEvent expired = new DeadEvent(event, Reason.EXPIRED, null, null, null, Instant.EPOCH, Instant.EPOCH);
        Query query = Query.parse("error=" + error);
        assertThat(query.isOfError(died)).isEqualTo(isMeant);
        assertThat(query.isOfError(expired)).isEqualTo(error.isEmpty());
    }

    @Test
    void a_filter_that_a_list_does_not_know_is_not_passed_over() {
        for (String wrong : List.of("reason=LOST", "error=x")) {
            assertThatThrownBy(() -> Query.parse(wrong).waiting()).isInstanceOf(IllegalArgumentException.class);
        }
        for (String wrong : List.of("key=x", "state=DUE")) {
            assertThatThrownBy(() -> Query.parse(wrong).dead()).isInstanceOf(IllegalArgumentException.class);
        }
        for (String wrong : List.of("reason=LOST", "error=x", "key=x", "state=DUE")) {
            assertThatThrownBy(() -> Query.parse(wrong).processed()).hasMessageContaining("this list has no filter");
        }
    }

    @Test
    void a_time_of_an_address_fills_the_field_of_its_filter() {
        Instant time = Instant.parse("2026-01-31T08:30:01.123456Z");
        String field = Query.none().with("from", time).field("from");
        assertThat(LocalDateTime.parse(field).atZone(ZoneId.systemDefault()).toInstant())
                .isEqualTo(Instant.parse("2026-01-31T08:30:01.123Z"));
        assertThat(Query.none().with("from", "2026-01-31T08:30").field("from")).isEqualTo("2026-01-31T08:30");
        assertThat(Query.none().with("from", "soonZ").field("from")).isEqualTo("soonZ");
        assertThat(Query.none().field("from")).isNull();
    }

    private static Figures sampled(Instant at, UUID... instances) {
        List<QueueStatus.Instance> live = Arrays.stream(instances)
                .map(id -> new QueueStatus.Instance(id, "shop", at, 0, Set.of()))
                .toList();
        return new Figures(new QueueStatus(at, false, List.of(), List.of(), live, List.of()), Map.of(), Map.of());
    }

    @Test
    void an_instance_that_has_gone_is_known_for_an_hour() {
        UUID stays = new UUID(1, 1);
        UUID goes = new UUID(2, 2);
        Instant begin = Instant.parse("2026-01-31T08:30:00Z");
        LastHour lastHour = new LastHour();
        Figures first = sampled(begin, stays, goes);
        lastHour.note(first);
        assertThat(lastHour.gone(first)).isEmpty();
        Figures later = sampled(begin.plusSeconds(60), stays);
        lastHour.note(later);
        assertThat(lastHour.gone(later)).singleElement().satisfies(last -> {
            assertThat(last.instance().id()).isEqualTo(goes);
            assertThat(last.seen()).isEqualTo(begin);
        });
        Figures muchLater = sampled(begin.plusSeconds(3_601), stays);
        lastHour.note(muchLater);
        assertThat(lastHour.gone(muchLater)).isEmpty();
    }
}
