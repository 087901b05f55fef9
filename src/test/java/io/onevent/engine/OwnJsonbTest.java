package io.onevent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.onevent.NewEvent;
import io.onevent.OnEvent;
import io.onevent.internal.log.LoggedLines;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that brings its own JSON-B decides what becomes of payloads. */
class OwnJsonbTest {

    /** Without an adapter it could neither be written nor made. */
    public static final class Money {

        private final long cents;

        private Money(long cents) {
            this.cents = cents;
        }

        @Override
        public String toString() {
            return cents + " cents";
        }
    }

    public static class MoneyAdapter implements JsonbAdapter<Money, Long> {

        @Override
        public Long adaptToJson(Money money) {
            return money.cents;
        }

        @Override
        public Money adaptFromJson(Long cents) {
            return new Money(cents);
        }
    }

    public static class Invoice {
        public Money totalAmount;
    }

    private static Jsonb jsonb() {
        return JsonbBuilder.create(new JsonbConfig()
                .withAdapters(new MoneyAdapter())
                .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));
    }

    @ApplicationScoped
    static class Handler {

        private static volatile String taken;

        @OnEvent("money")
        void on(Money payload, String raw) {
            taken = payload + " from " + raw;
        }

        @OnEvent("invoice")
        void on(Invoice payload, String raw) {
            taken = payload.totalAmount + " from " + raw;
        }
    }

    @Dependent
    static class OfApplication {

        private static int disposed;

        @Produces
        Jsonb jsonb() {
            return OwnJsonbTest.jsonb();
        }

        void close(@Disposes Jsonb jsonb) throws Exception {
            disposed++;
            jsonb.close();
        }
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface ForRest {}

    @Dependent
    static class OfRest {

        @Produces
        @ForRest
        Jsonb jsonb() {
            return JsonbBuilder.create();
        }
    }

    @Dependent
    static class AnotherOfApplication {

        @Produces
        @Named("another")
        @ApplicationScoped
        Jsonb jsonb() {
            return OwnJsonbTest.jsonb();
        }
    }

    @Alternative
    @Priority(1)
    @Dependent
    static class Preferred {

        @Produces
        Jsonb jsonb() {
            return OwnJsonbTest.jsonb();
        }
    }

    @Dependent
    static class Poor {

        @Produces
        Jsonb jsonb() {
            return JsonbBuilder.create();
        }
    }

    private final EngineDatabase database = EngineDatabase.h2();

    @RegisterExtension
    private final LoggedLines logged = new LoggedLines();

    private UUID handle(EngineInstance instance, NewEvent event) {
        UUID id = instance.publish(event);
        await("the end of the event")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    Steps.of(instance).untilIdle();
                    return database.count("onevent_event") == 0;
                });
        return id;
    }

    private void assertThatItIsUsed(Class<?>... beans) {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), beans)) {
            handle(instance, NewEvent.named("money").payload(new Money(12)));
            assertThat(Handler.taken).isEqualTo("12 cents from 12");
            Invoice invoice = new Invoice();
            invoice.totalAmount = new Money(34);
            handle(instance, NewEvent.named("invoice").payload(invoice));
            assertThat(Handler.taken).isEqualTo("34 cents from {\"total_amount\":34}");
        }
    }

    @Test
    void a_bean_of_type_Jsonb_writes_and_reads_payloads_and_its_types_are_not_looked_at() {
        OfApplication.disposed = 0;
        assertThatItIsUsed(Handler.class, OfApplication.class);
        assertThat(logged.lines()).noneMatch(line -> line.getMessage().startsWith("ONEVENT-153"));
        assertThat(OfApplication.disposed).as("with the application").isOne();
    }

    @Test
    void one_with_a_qualifier_of_its_own_is_for_something_else() {
        assertThatItIsUsed(Handler.class, OfApplication.class, OfRest.class);
        assertThat(catchThrowable(() -> new EngineInstance(database, Map.of(), Handler.class, OfRest.class).close()))
                .hasMessageContaining("ONEVENT-119");
    }

    @Test
    void one_that_the_container_wraps_in_a_proxy_is_used_likewise() {
        assertThatItIsUsed(Handler.class, AnotherOfApplication.class);
    }

    @Test
    void of_several_an_alternative_is_used() {
        assertThatItIsUsed(Handler.class, Poor.class, Preferred.class);
    }

    @Test
    void several_fail_the_deployment_and_all_are_named() {
        Throwable failed = catchThrowable(() -> new EngineInstance(
                        database, Map.of(), Handler.class, OfApplication.class, AnotherOfApplication.class)
                .close());
        assertThat(failed)
                .hasMessageStartingWith("A rule for @OnEvent methods is broken:\nONEVENT-120: jakarta.json.bind.Jsonb")
                .hasMessageContaining("there are several, of " + AnotherOfApplication.class.getCanonicalName() + ", "
                        + OfApplication.class.getCanonicalName());
    }

    @Test
    void what_it_cannot_read_is_dead_at_once_too() {
        try (EngineInstance instance = new EngineInstance(database, Map.of(), Handler.class, OfApplication.class)) {
            UUID id = handle(instance, NewEvent.named("money").payload("\"x\""));
            assertThat(database.rows("SELECT id, reason, retry FROM onevent_dead_event"))
                    .containsExactly(id + " UNREADABLE 0");
        }
    }
}
