package io.onevent.it;

import io.onevent.kit.Order;
import io.onevent.kit.TestEventsContract;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test kit inside of a server. */
@Tag("server")
@Tag("database")
@ExtendWith(ArquillianExtension.class)
class KitEventsIT extends TestEventsContract {

    @Inject
    private Instance<Object> beans;

    @Inject
    private UserTransaction transaction;

    @Deployment
    static WebArchive kit() {
        return KitArchive.war(
                        "kit.war",
                        """
                        onevent.testkit=true
                        onevent.enabled=false
                        onevent.retry.delay=PT1M
                        onevent.retry.max-delay=PT1H
                        onevent.event.fragile.break-after=3
                        onevent.event.kept.keep-processed=PT1H
                        """)
                .addClasses(TestEventsContract.class, Order.class);
    }

    @Override
    protected <T> T bean(Class<T> type) {
        return beans.select(type).get();
    }

    @Override
    protected UserTransaction transaction() {
        return transaction;
    }
}
