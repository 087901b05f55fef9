package io.onevent.internal.discover;

import io.onevent.OnEvent;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.annotation.sql.DataSourceDefinitions;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionTarget;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.json.bind.Jsonb;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Finds the {@code @OnEvent} methods of all enabled beans while the application is deployed, and fails the deployment
 * if they break rules. Like observer methods of CDI, handlers of an alternative run beside those of the bean it stands
 * in for; those of a bean that is specialised do not run.
 */
public class OnEventExtension implements Extension {

    // Weld tells of EJBs under two event types: by bean, each comes once.
    private final Map<Bean<?>, AnnotatedType<?>> found = new LinkedHashMap<>();
    private final Set<Bean<?>> ejbs = new HashSet<>();
    private final List<AnnotatedType<?>> annotated = new ArrayList<>();
    private final Set<Bean<?>> jsonbs = new LinkedHashSet<>();
    private final Map<AnnotatedType<?>, PersistenceFields<?>> persistenceFields = new HashMap<>();
    private final Map<String, Integer> poolSizes = new HashMap<>();
    /** The classes of all beans, and those with handlers that CDI has told of though they are none. */
    private volatile Set<Class<?>> seen = Set.of();

    private volatile Handlers handlers = new Handlers(List.of());
    private volatile Bean<?> jsonb;

    /** The handlers of the application; none before the deployment has been validated. */
    public Handlers handlers() {
        return handlers;
    }

    /** The application's own bean of type Jsonb, or null if it has none. */
    public Bean<?> jsonb() {
        return jsonb;
    }

    /** Whether a class, or one below it, is a bean or has been inspected though it is none. */
    boolean hasSeen(Class<?> type) {
        return seen.stream().anyMatch(type::isAssignableFrom);
    }

    <T> void remember(@Observes @WithAnnotations(OnEvent.class) ProcessAnnotatedType<T> event) {
        annotated.add(event.getAnnotatedType());
    }

    <T> void guardFields(@Observes ProcessInjectionTarget<T> event) {
        PersistenceFields<T> fields = PersistenceFields.of(event.getAnnotatedType(), event.getInjectionTarget());
        if (fields != null) {
            event.setInjectionTarget(fields);
            persistenceFields.put(event.getAnnotatedType(), fields);
        }
    }

    <T> void remember(@Observes ProcessManagedBean<T> event) {
        AnnotatedType<T> type = event.getAnnotatedBeanClass();
        found.put(event.getBean(), type);
        // A class can be an EJB by ejb-jar.xml alone; and outside a server the annotations alone tell.
        if (event instanceof ProcessSessionBean
                || type.isAnnotationPresent(Stateless.class)
                || type.isAnnotationPresent(Singleton.class)
                || type.isAnnotationPresent(Stateful.class)) {
            ejbs.add(event.getBean());
        } else if (persistenceFields.containsKey(type)) {
            persistenceFields.get(type).areOfBean();
        }
    }

    /** Told of, as the handlers are, also where the archive of the library does not see the one that has the bean. */
    <T> void rememberJsonb(@Observes ProcessBean<T> event) {
        Bean<?> bean = event.getBean();
        if (bean.getTypes().contains(Jsonb.class) && bean.getQualifiers().contains(Default.Literal.INSTANCE)) {
            jsonbs.add(bean);
        }
    }

    void validate(@Observes AfterDeploymentValidation event, BeanManager beans) {
        Set<Class<?>> specialised = specialised();
        jsonbs.removeIf(bean -> specialised.contains(bean.getBeanClass()));
        Inspection inspection = new Inspection(beans, jsonbs);
        for (Map.Entry<Bean<?>, AnnotatedType<?>> bean : found.entrySet()) {
            if (!specialised.contains(bean.getValue().getJavaClass())) {
                inspection.inspect(bean.getKey(), bean.getValue(), ejbs.contains(bean.getKey()));
            }
        }
        for (AnnotatedType<?> type : annotated) {
            inspection.inspectBystander(type, found.values());
        }
        handlers = inspection.handlers();
        jsonb = inspection.jsonb();
        jsonbs.clear();
        DeploymentException problem = inspection.problem();
        if (problem != null) {
            event.addDeploymentProblem(problem);
        }
        seen = Stream.concat(found.values().stream(), annotated.stream())
                .map(AnnotatedType::getJavaClass)
                .collect(Collectors.toSet());
        found.clear();
        ejbs.clear();
        annotated.clear();
        persistenceFields.clear();
    }

    /** Weld tells of specialised beans as if they were enabled. */
    private Set<Class<?>> specialised() {
        Set<Class<?>> specialised = new HashSet<>();
        for (AnnotatedType<?> type : found.values()) {
            if (type.isAnnotationPresent(Specializes.class)) {
                specialised.add(type.getJavaClass().getSuperclass());
            }
        }
        return specialised;
    }

    <T> void rememberPools(
            @Observes @WithAnnotations({DataSourceDefinition.class, DataSourceDefinitions.class})
                    ProcessAnnotatedType<T> event) {
        for (DataSourceDefinition definition :
                event.getAnnotatedType().getJavaClass().getAnnotationsByType(DataSourceDefinition.class)) {
            rememberPool(definition.name(), definition.maxPoolSize());
        }
    }

    private void rememberPool(String name, int size) {
        if (size > 0) {
            poolSizes.put(name, size);
        }
    }

    /** Reads the sizes of the pools that a web.xml declares. */
    public void readPools(InputStream webXml) throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        NodeList dataSources = documents.newDocumentBuilder().parse(webXml).getElementsByTagName("data-source");
        for (int i = 0; i < dataSources.getLength(); i++) {
            Element dataSource = (Element) dataSources.item(i);
            NodeList size = dataSource.getElementsByTagName("max-pool-size");
            if (size.getLength() == 1) {
                rememberPool(
                        dataSource
                                .getElementsByTagName("name")
                                .item(0)
                                .getTextContent()
                                .strip(),
                        Integer.parseInt(size.item(0).getTextContent().strip()));
            }
        }
    }

    /**
     * The most connections of a data source that the application itself declares, by annotation or in its web.xml; null
     * for any other: no API tells the size of a pool that the server's administrator has made.
     */
    public Integer poolSize(String dataSource) {
        return poolSizes.get(dataSource);
    }
}
