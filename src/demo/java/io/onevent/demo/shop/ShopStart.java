package io.onevent.demo.shop;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.sql.SQLException;

/** Makes the shop's tables. Not an observer of {@code @Initialized(ApplicationScoped.class)}: Payara has no data source then. */
@WebListener
public class ShopStart implements ServletContextListener {

    @Inject
    OrderTable orders;

    @Inject
    RunTable runs;

    @Override
    public void contextInitialized(ServletContextEvent start) {
        try {
            orders.create();
            runs.create();
        } catch (SQLException refused) {
            throw new IllegalStateException("the shop has no tables", refused);
        }
    }
}
