package io.onevent.internal.discover;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeclaredPoolsTest {

    @ApplicationScoped
    @DataSourceDefinition(name = "java:app/jdbc/one", className = "none", maxPoolSize = 3)
    @DataSourceDefinition(name = "java:app/jdbc/two", className = "none")
    static class Sources {}

    @Test
    void sizes_are_known_from_annotations() {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new OnEventExtension())
                .addBeanClasses(Sources.class)
                .initialize()) {
            OnEventExtension pools = container.select(OnEventExtension.class).get();
            assertThat(pools.poolSize("java:app/jdbc/one")).isEqualTo(3);
            assertThat(pools.poolSize("java:app/jdbc/two")).isNull();
        }
    }

    @Test
    void sizes_are_known_from_a_web_xml() throws Exception {
        OnEventExtension pools = new OnEventExtension();
        pools.readPools(new ByteArrayInputStream(
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <data-source><name>java:app/jdbc/shop</name><max-pool-size> 5 </max-pool-size></data-source>
                  <data-source><name>java:app/jdbc/open</name></data-source>
                </web-app>
                """
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(pools.poolSize("java:app/jdbc/shop")).isEqualTo(5);
        assertThat(pools.poolSize("java:app/jdbc/open")).isNull();
    }
}
