package io.onevent.server;

import java.io.File;
import java.net.URISyntaxException;
import java.util.stream.Stream;

/** JAR files on the class path. */
public final class Jars {

    /** A class of liquibase-core and one of each JAR that it needs at run time. */
    private static final String[] LIQUIBASE = {
        "liquibase.Liquibase",
        "com.opencsv.CSVReader",
        "org.yaml.snakeyaml.Yaml",
        "javax.xml.bind.JAXBContext",
        "org.apache.commons.io.IOUtils",
        "org.apache.commons.collections4.CollectionUtils",
        "org.apache.commons.text.StringEscapeUtils",
        "org.apache.commons.lang3.StringUtils"
    };

    private Jars() {}

    /** What an application brings for {@code onevent.schema=update}. */
    public static File[] liquibase() {
        return Stream.of(LIQUIBASE).map(Jars::with).toArray(File[]::new);
    }

    private static File with(String className) {
        try {
            var location = Class.forName(className, false, Jars.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
            return new File(location.toURI());
        } catch (ClassNotFoundException | URISyntaxException missing) {
            throw new IllegalStateException("The JAR with " + className + " is not on the class path", missing);
        }
    }
}
