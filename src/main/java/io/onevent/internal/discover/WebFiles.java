package io.onevent.internal.discover;

import jakarta.servlet.ServletContext;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.helpers.DefaultHandler;

/** What the files of a web application say of its own classes, those that do not lie in a library. */
final class WebFiles {

    private static final String CLASSES = "/WEB-INF/classes/";

    private final ServletContext application;
    private final List<String> excluded = new ArrayList<>();
    private final List<String> ejbs = new ArrayList<>();
    private boolean withoutBeans;

    WebFiles(ServletContext application) {
        this.application = application;
        for (String beansXml : List.of("/WEB-INF/beans.xml", CLASSES + "META-INF/beans.xml")) {
            Document beans = read(beansXml);
            if (beans != null) {
                withoutBeans |= beans.getDocumentElement()
                        .getAttribute("bean-discovery-mode")
                        .equals("none");
                // In the namespace of CDI or in that of Weld.
                NodeList excludes = beans.getElementsByTagNameNS("*", "exclude");
                for (int i = 0; i < excludes.getLength(); i++) {
                    excluded.add(((Element) excludes.item(i)).getAttribute("name"));
                }
            }
        }
        Document ejbJar = read("/WEB-INF/ejb-jar.xml");
        if (ejbJar != null) {
            NodeList classes = ejbJar.getElementsByTagNameNS("*", "ejb-class");
            for (int i = 0; i < classes.getLength(); i++) {
                ejbs.add(classes.item(i).getTextContent().strip());
            }
        }
    }

    /** Null if there is none that can be read: the server has read it already, and said what is wrong with it. */
    private Document read(String file) {
        try (InputStream xml = application.getResourceAsStream(file)) {
            if (xml == null) {
                return null;
            }
            DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
            documents.setNamespaceAware(true);
            documents.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            DocumentBuilder builder = documents.newDocumentBuilder();
            // An empty beans.xml is legal; unless it is told otherwise the parser prints that it is none.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(xml);
        } catch (Exception unreadable) {
            return null;
        }
    }

    /** Whether a class is the application's own: what a library offers may be left alone. */
    boolean isOwnClass(Class<?> type) {
        try {
            return application.getResource(CLASSES + type.getName().replace('.', '/') + ".class") != null;
        } catch (MalformedURLException unknown) {
            return false;
        }
    }

    /** Whether no beans are looked for among the application's own classes. */
    boolean sayThatThereAreNoBeans() {
        return withoutBeans;
    }

    /** Whether a filter leaves the class out, on whatever condition. */
    boolean exclude(Class<?> type) {
        return excluded.stream().anyMatch(pattern -> matches(pattern, type));
    }

    /** A class, {@code a.b.*} for those of a package, or {@code a.b.**} for those of the packages below it too. */
    private static boolean matches(String pattern, Class<?> type) {
        if (pattern.endsWith(".**")) {
            return (type.getPackageName() + ".").startsWith(pattern.substring(0, pattern.length() - 2));
        }
        return pattern.equals(type.getName()) || pattern.equals(type.getPackageName() + ".*");
    }

    /** Whether the descriptor makes the class an EJB. */
    boolean describeEjb(Class<?> type) {
        return ejbs.contains(type.getName());
    }
}
