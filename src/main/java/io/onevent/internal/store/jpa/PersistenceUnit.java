package io.onevent.internal.store.jpa;

import io.onevent.internal.config.ConfigurationException;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.ClassTransformer;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceProviderResolverHolder;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.persistence.spi.PersistenceUnitTransactionType;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The library's own persistence unit. It is built here and not described by a persistence.xml, because one inside the
 * JAR breaks every application that uses {@code @PersistenceContext} without a unit name (seen on Payara, Open Liberty
 * and GlassFish).
 */
public final class PersistenceUnit implements PersistenceUnitInfo {

    /** New for every deployment: EclipseLink keeps what it knows of a unit in a static map by its name. */
    private final String name = "onevent-" + UUID.randomUUID();

    private final PersistenceProvider provider;
    private final DataSource dataSource;

    private PersistenceUnit(PersistenceProvider provider, DataSource dataSource) {
        this.provider = provider;
        this.dataSource = dataSource;
    }

    public static EntityManagerFactory open(DataSource dataSource, Map<String, Object> properties) {
        List<PersistenceProvider> providers = PersistenceProviderResolverHolder.getPersistenceProviderResolver()
                .getPersistenceProviders();
        if (providers.isEmpty()) {
            throw new ConfigurationException("ONEVENT-208: the server offers no persistence provider: switch Jakarta "
                    + "Persistence on, or add EclipseLink or Hibernate to the application");
        }
        PersistenceProvider provider = providers.get(0);
        return provider.createContainerEntityManagerFactory(new PersistenceUnit(provider, dataSource), properties);
    }

    @Override
    public String getPersistenceUnitName() {
        return name;
    }

    @Override
    public String getPersistenceProviderClassName() {
        return provider.getClass().getName();
    }

    @Override
    public PersistenceUnitTransactionType getTransactionType() {
        return PersistenceUnitTransactionType.JTA;
    }

    @Override
    public DataSource getJtaDataSource() {
        return dataSource;
    }

    @Override
    public DataSource getNonJtaDataSource() {
        return null;
    }

    @Override
    public List<String> getMappingFileNames() {
        return List.of();
    }

    @Override
    public List<URL> getJarFileUrls() {
        return List.of();
    }

    @Override
    public URL getPersistenceUnitRootUrl() {
        return PersistenceUnit.class.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    public List<String> getManagedClassNames() {
        return Stream.of(EventColumns.class, EventEntity.class, DeadEventEntity.class, ProcessedEventEntity.class)
                .map(Class::getName)
                .toList();
    }

    @Override
    public boolean excludeUnlistedClasses() {
        return true;
    }

    @Override
    public SharedCacheMode getSharedCacheMode() {
        return SharedCacheMode.NONE;
    }

    @Override
    public ValidationMode getValidationMode() {
        return ValidationMode.NONE;
    }

    @Override
    public Properties getProperties() {
        return new Properties();
    }

    @Override
    public String getPersistenceXMLSchemaVersion() {
        return "3.0";
    }

    @Override
    public ClassLoader getClassLoader() {
        return PersistenceUnit.class.getClassLoader();
    }

    @Override
    public void addTransformer(ClassTransformer transformer) {
        // The entities are plain enough to live without weaving.
    }

    @Override
    public ClassLoader getNewTempClassLoader() {
        return PersistenceUnit.class.getClassLoader();
    }

    /** Of Jakarta Persistence 3.2, which calls it; the API that this is compiled against does not have it. */
    public String getScopeAnnotationName() {
        return null;
    }

    /** Of Jakarta Persistence 3.2, which calls it; the API that this is compiled against does not have it. */
    public List<String> getQualifierAnnotationNames() {
        return List.of();
    }
}
