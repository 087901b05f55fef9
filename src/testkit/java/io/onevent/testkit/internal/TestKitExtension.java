package io.onevent.testkit.internal;

import io.onevent.internal.discover.OutsideServer;
import io.onevent.internal.drain.SuspendingBean;
import io.onevent.internal.drain.threads.ThreadComponent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

/** In CDI SE makes beans of what are EJBs on a server, or says that the test kit is off, without any bean. */
public class TestKitExtension implements Extension {

    void begin(@Observes BeforeBeanDiscovery event) {
        if (OutsideServer.rests()) {
            KitLog.off();
        } else if (OutsideServer.isOfTestKit()) {
            add(event, ThreadComponent.class);
            add(event, SuspendingBean.class);
        }
    }

    private static void add(BeforeBeanDiscovery event, Class<?> ejb) {
        event.addAnnotatedType(ejb, ejb.getName()).add(Dependent.Literal.INSTANCE);
    }
}
