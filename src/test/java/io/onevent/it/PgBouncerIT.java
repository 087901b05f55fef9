package io.onevent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A pooler that gives a connection of the database to each transaction, and no two of a client need be on the same one. */
@Tag("ha")
class PgBouncerIT {

    @Test
    void the_main_job_is_done_as_without_it() {
        int postgres = TestDatabase.newEmptyDatabase(DatabaseProduct.POSTGRESQL)
                .inServer()
                .port();
        try (PgBouncer pooler = PgBouncer.before(postgres)) {
            TestExecutionSummary summary = run(MainJobIT.class);
            assertThat(summary.getFailures())
                    .extracting(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                    .isEmpty();
            assertThat(summary.getTestsSucceededCount()).isGreaterThan(50);
            assertThat(pooler.logins("test")).as("connections to it").isPositive();
        }
    }

    private static TestExecutionSummary run(Class<?> tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .build(),
                        listener);
        return listener.getSummary();
    }
}
