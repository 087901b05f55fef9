package io.onevent.bench.app.peer;

import com.github.jonasrutishauser.transactional.event.api.Events;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/** Where the library finds its table, as its README says. */
@Dependent
public class EventsDataSource {

    @Events
    @Produces
    @Resource(lookup = "java:app/jdbc/bench")
    private DataSource dataSource;
}
