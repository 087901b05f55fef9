package io.onevent.it;

import io.onevent.example.Confirmation;
import io.onevent.example.EntitiesOfServer;
import io.onevent.example.Item;
import io.onevent.example.Mail;
import io.onevent.example.OfShop;
import io.onevent.example.Order;
import io.onevent.example.Orders;
import io.onevent.example.Stock;
import io.onevent.server.Product;
import java.io.File;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The sample application of src/example, with the test kit, on a database of the tests. */
public final class ExampleArchive {

    private static final String PERSISTENCE_XML =
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="shop"><jta-data-source>java:app/jdbc/test</jta-data-source></persistence-unit>
            </persistence>
            """;

    private static final String CONFIG =
            """
            onevent.datasource=java:app/jdbc/test
            onevent.testkit=true
            onevent.enabled=false
            """;

    private ExampleArchive() {}

    /** The web application. */
    public static WebArchive war() {
        Database database = TestDatabase.newDatabase();
        database.execute("CREATE TABLE item (name varchar(100) PRIMARY KEY, pieces int NOT NULL)");
        return ShrinkWrap.create(WebArchive.class, "example.war")
                .addClasses(Orders.class, Order.class, Stock.class, Item.class, Confirmation.class, Mail.class)
                .addClasses(EntitiesOfServer.class, OfShop.class)
                .addAsLibraries(TestApp.libraryJar(), TestApp.testKitJar(), KitArchive.assertions())
                .addAsLibraries(Product.chosen().driversInApplication().stream()
                        .map(Path::toFile)
                        .toArray(File[]::new))
                .addAsWebInfResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .addAsResource(new StringAsset(PERSISTENCE_XML), "META-INF/persistence.xml")
                .addAsResource(new StringAsset(CONFIG), TestApp.CONFIG_FILE)
                .setWebXML(new StringAsset(
                        TestApp.webXml(database, database.product().dataSourceClass(), "TRANSACTION_READ_COMMITTED")));
    }
}
