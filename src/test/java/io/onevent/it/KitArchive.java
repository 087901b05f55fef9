package io.onevent.it;

import io.onevent.kit.app.Effects;
import io.onevent.server.Product;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application with the test kit, on a database of its own. */
final class KitArchive {

    private KitArchive() {}

    /**
     * With these lines in its configuration, and no more than the name of its data source beside them.
     *
     * @param name of the file, one for each: GlassFish gives one of the same name the data source of the last
     */
    static WebArchive war(String name, String config) {
        Database database = TestDatabase.newDatabase();
        database.execute(Effects.TABLE);
        return ShrinkWrap.create(WebArchive.class, name)
                .addPackage(Effects.class.getPackage())
                .addAsLibraries(TestApp.libraryJar(), TestApp.testKitJar(), assertions())
                .addAsLibraries(Product.chosen().driversInApplication().stream()
                        .map(Path::toFile)
                        .toArray(File[]::new))
                .addAsWebInfResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .addAsResource(new StringAsset("onevent.datasource=java:app/jdbc/test\n" + config), TestApp.CONFIG_FILE)
                .setWebXML(new StringAsset(
                        TestApp.webXml(database, database.product().dataSourceClass(), "TRANSACTION_READ_COMMITTED")));
    }

    /** The library of assertions. */
    static File assertions() {
        try {
            return new File(Assertions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
