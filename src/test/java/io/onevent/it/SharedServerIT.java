package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.InvoiceHandler;
import io.onevent.it.app.OrderHandler;
import io.onevent.it.app.ParcelHandler;
import io.onevent.it.app.StubbornHandler;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several applications in one server, each an instance of its own. */
@Tag("server")
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedServerIT {

    private Database shop;
    private TestApp orders;
    private TestApp invoices;
    private TestApp parcels;
    private Database office;
    private List<TestApp> stubborn;
    private Server server;

    @BeforeAll
    void start() {
        shop = TestDatabase.newDatabase();
        orders = TestApp.on(shop, "orders").handlers(OrderHandler.class).build();
        invoices = TestApp.on(shop, "invoices").handlers(InvoiceHandler.class).build();
        parcels = TestApp.on(shop, "parcels")
                .handlers(ParcelHandler.class, OrderHandler.class)
                .build();
        office = TestDatabase.newDatabase();
        stubborn = Stream.of("stubborn1", "stubborn2")
                .map(name -> TestApp.on(office, name)
                        .handlers(StubbornHandler.class)
                        .config("onevent.handler-timeout", "PT2S")
                        .build())
                .toList();
        server = new Server("shared", orders, invoices, parcels, stubborn.get(0), stubborn.get(1));
        server.start().awaitReady();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void applications_with_different_handlers_share_the_tables() {
        for (TestApp publisher : List.of(orders, invoices, parcels)) {
            for (String name : List.of("order", "invoice", "parcel", "nobody")) {
                server.get(publisher, "publish?count=40&name=" + name);
            }
        }
        await("only what nobody handles is left").atMost(ofSeconds(60)).until(() -> shop.waiting() == 3 * 40);

        assertThat(shop.queryAll("SELECT name, count(*) FROM ledger GROUP BY name ORDER BY name"))
                .containsExactly("invoice 120", "order 120", "parcel 120");
        assertThat(shop.repeated()).isEmpty();
        assertThat(shop.dead()).isZero();
        assertThat(shop.instances("order")).isSubsetOf("shared/orders", "shared/parcels");
        assertThat(shop.instances("invoice")).containsExactly("shared/invoices");
        assertThat(shop.instances("parcel")).containsExactly("shared/parcels");
    }

    @Test
    void a_handler_that_ignores_its_timeout_is_reported_and_started_nowhere_else() {
        String id = server.get(stubborn.get(0), "publish?name=stubborn");
        await("an error about the overdue handler").atMost(ofSeconds(60)).until(() -> !server.errors("ONEVENT-", id)
                .isEmpty());
        await("more than two leases")
                .during(ofSeconds(8))
                .atMost(ofSeconds(60))
                .until(() -> starts(), starts -> starts == 1);

        stubborn.forEach(app -> server.get(app, "open-gate"));
        await("it is handled once it can be").atMost(ofSeconds(60)).until(() -> office.waiting() == 0);
        assertThat(office.effects("stubborn")).isEqualTo(1);
        assertThat(office.dead()).isZero();
    }

    private long starts() {
        return stubborn.stream()
                .flatMap(app -> server.get(app, "written").lines())
                .filter(line -> !line.isBlank())
                .count();
    }
}
