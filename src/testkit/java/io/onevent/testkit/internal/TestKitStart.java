package io.onevent.testkit.internal;

import io.onevent.internal.config.SettingsReader;
import io.onevent.internal.discover.OutsideServer;
import io.onevent.internal.drain.Engine;
import io.onevent.internal.drain.SteppedDrain;
import io.onevent.internal.store.OpenedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Says whether the test kit is on, and in CDI SE opens the store, so that what is wrong with it is told at once. */
@ApplicationScoped
public class TestKitStart {

    @Inject
    private OpenedStore opened;

    @Inject
    private Engine engine;

    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (!SettingsReader.isTestKitWanted()) {
            KitLog.off();
            return;
        }
        KitLog.on(SteppedDrain.isAtWork(engine));
        if (OutsideServer.isOfTestKit()) {
            opened.store();
        }
    }
}
