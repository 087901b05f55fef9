package io.onevent.internal.discover;

import jakarta.ejb.Singleton;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import java.util.stream.Stream;

/**
 * An enabled bean that the container has told of.
 *
 * @param ejb whether the bean is an EJB
 */
record FoundBean(Bean<?> bean, AnnotatedType<?> type, boolean ejb) {

    static FoundBean of(ProcessManagedBean<?> event) {
        AnnotatedType<?> type = event.getAnnotatedBeanClass();
        // A class can be an EJB by ejb-jar.xml alone; and outside a server the annotations alone tell.
        boolean ejb = event instanceof ProcessSessionBean
                || Stream.of(Stateless.class, Singleton.class, Stateful.class).anyMatch(type::isAnnotationPresent);
        return new FoundBean(event.getBean(), type, ejb);
    }
}
