package io.onevent.demo.shop;

import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;

/** The shop's own table in a database of the test's. */
final class ShopTables {

    private ShopTables() {}

    static OrderTable orders(String name) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        OrderTable orders = new OrderTable();
        orders.database = database;
        try {
            orders.create();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
        return orders;
    }
}
