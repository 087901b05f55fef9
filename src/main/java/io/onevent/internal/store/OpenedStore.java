package io.onevent.internal.store;

import io.onevent.internal.config.Key;
import io.onevent.internal.config.Settings;
import io.onevent.internal.config.SettingsReader;
import io.onevent.internal.log.Log;
import io.onevent.internal.store.tx.Transactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;

/**
 * What publishing and handling share in one deployment: settings, transactions and the store. Opened by whoever needs
 * it first, which may be a start-up bean of the application that publishes.
 */
@ApplicationScoped
public class OpenedStore {

    @Inject
    private Instance<WithoutTransaction> withoutTransaction;

    private Settings settings;
    private Transactions transactions;
    private Store store;

    /** Reads the configuration and opens the store, once; a failure is thrown again to the next that asks. */
    public synchronized Store store() {
        if (store == null) {
            settings();
            store = open();
        }
        return store;
    }

    /**
     * Its look at the tables begins transactions, and what Liquibase commits would commit half of the caller's work.
     */
    private Store open() {
        Transactions own = transactions();
        return withoutTransaction
                .get()
                .call(() -> StoreOpening.open(settings, own))
                .get();
    }

    public synchronized Settings settings() {
        if (settings == null) {
            Map<String, String> unknown = SettingsReader.unknownKeys(SettingsReader.config());
            for (String key : unknown.keySet()) {
                Log.unknownKey(key, unknown.get(key));
            }
            settings = SettingsReader.read(SettingsReader.config());
            if (!SettingsReader.isSet(SettingsReader.config(), Key.DATASOURCE)) {
                Log.defaultDataSource(Key.DATASOURCE.text(), settings.dataSource());
            }
        }
        return settings;
    }

    public synchronized Transactions transactions() {
        if (transactions == null) {
            transactions = Transactions.lookUp();
        }
        return transactions;
    }

    @PreDestroy
    synchronized void close() {
        if (store != null) {
            store.close();
        }
    }
}
