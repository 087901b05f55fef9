package io.onevent.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The connection pool of a contender in this JVM. */
final class Pool {

    private Pool() {}

    static HikariDataSource of(BenchDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(database.name());
        config.setJdbcUrl(database.url());
        config.setUsername(BenchDatabase.USER);
        config.setPassword(BenchDatabase.PASSWORD);
        config.setMaximumPoolSize(Contender.CONNECTIONS);
        return new HikariDataSource(config);
    }
}
