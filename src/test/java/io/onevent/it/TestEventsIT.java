package io.onevent.it;

import io.onevent.kit.Order;
import io.onevent.kit.TestEventsContract;
import io.onevent.kit.app.Effects;
import io.onevent.server.Product;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test kit inside of a server. */
@Tag("server")
@Tag("database")
@ExtendWith(ArquillianExtension.class)
class TestEventsIT extends TestEventsContract {

    @Inject
    private Instance<Object> beans;

    @Inject
    private UserTransaction transaction;

    @Deployment
    static WebArchive kit() throws URISyntaxException {
        Database database = TestDatabase.newDatabase();
        database.execute(Effects.TABLE);
        return ShrinkWrap.create(WebArchive.class, "kit.war")
                .addPackage(Effects.class.getPackage())
                .addClasses(TestEventsContract.class, Order.class)
                .addAsLibraries(TestApp.libraryJar(), TestApp.testKitJar(), jarOf(Assertions.class))
                .addAsLibraries(Product.chosen().driversInApplication().stream()
                        .map(Path::toFile)
                        .toArray(File[]::new))
                .addAsWebInfResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .addAsResource(
                        new StringAsset(
                                """
                                onevent.datasource=java:app/jdbc/test
                                onevent.testkit=true
                                onevent.enabled=false
                                onevent.retry.delay=PT1M
                                onevent.retry.max-delay=PT1H
                                onevent.event.kept.keep-processed=PT1H
                                """),
                        TestApp.CONFIG_FILE)
                .setWebXML(new StringAsset(
                        TestApp.webXml(database, database.product().dataSourceClass(), "TRANSACTION_READ_COMMITTED")));
    }

    private static File jarOf(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Override
    protected <T> T bean(Class<T> type) {
        return beans.select(type).get();
    }

    @Override
    protected UserTransaction transaction() {
        return transaction;
    }
}
