package io.onevent.internal.discover;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.annotation.sql.DataSourceDefinitions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * How large the pools are that the application itself declares, by annotation or in its web.xml. No API tells the size of one
 * that the server's administrator has made.
 */
public class DeclaredPools implements Extension {

    private final Map<String, Integer> sizes = new HashMap<>();

    <T> void remember(
            @Observes @WithAnnotations({DataSourceDefinition.class, DataSourceDefinitions.class})
                    ProcessAnnotatedType<T> event) {
        for (DataSourceDefinition definition :
                event.getAnnotatedType().getJavaClass().getAnnotationsByType(DataSourceDefinition.class)) {
            remember(definition.name(), definition.maxPoolSize());
        }
    }

    private void remember(String name, int size) {
        if (size > 0) {
            sizes.put(name, size);
        }
    }

    /** Reads a web.xml too. */
    public void read(InputStream webXml) throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        NodeList dataSources = documents.newDocumentBuilder().parse(webXml).getElementsByTagName("data-source");
        for (int i = 0; i < dataSources.getLength(); i++) {
            Element dataSource = (Element) dataSources.item(i);
            NodeList size = dataSource.getElementsByTagName("max-pool-size");
            if (size.getLength() == 1) {
                remember(
                        dataSource
                                .getElementsByTagName("name")
                                .item(0)
                                .getTextContent()
                                .strip(),
                        Integer.parseInt(size.item(0).getTextContent().strip()));
            }
        }
    }

    /** The most connections of a data source, or null if that is not known. */
    public Integer size(String dataSource) {
        return sizes.get(dataSource);
    }
}
