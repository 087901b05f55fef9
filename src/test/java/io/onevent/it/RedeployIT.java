package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.app.RecordHandler;
import io.onevent.it.plain.PlainRows;
import io.onevent.it.plain.PlainServlet;
import io.onevent.server.Folder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an application with OnEvent leaves in a server that lives on: no more than one without. */
@Tag("cluster")
class RedeployIT {

    private static final int ROUNDS = 10;
    private static final Duration LIMIT = ofSeconds(60);

    /** The server's pool lets a thread go a minute after its last task, which is one of the stop. */
    private static final Duration UNTIL_IDLE_THREADS_END = Duration.ofMinutes(2);

    private static final String TIMER = "com.sun.ejb.containers.RuntimeTimerState";
    private static final String PERSISTENCE_UNIT = "org.eclipse.persistence.internal.jpa.EntityManagerSetupImpl";

    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
    private Database database;
    private Path plain;
    private TestApp publisher;
    private TestApp worker;
    private Host host;

    @BeforeEach
    void start() {
        database = TestDatabase.newDatabase();
        plain = plainWar(database);
        publisher = TestApp.on(database, "publisher").ownDataSource().build();
        worker = TestApp.on(database, "worker")
                .ownDataSource()
                .handlers(RecordHandler.class)
                .build();
        host = new Host("redeploy").awaitReady();
    }

    @AfterEach
    void stop() {
        load.shutdownNow();
        host.close();
    }

    @Test
    void ten_redeployments_under_load_lose_nothing_repeat_nothing_and_leave_nothing() throws InterruptedException {
        deployWhatStays();
        assertThat(host.instancesOf(TIMER)).as("timers before").isZero();

        for (int round = 1; round <= ROUNDS; round++) {
            host.deploy("plain", plain);
            host.undeploy("plain");
        }
        long leftByPlain = host.loadersOf("plain");
        long longestUndeployment = redeployUnderLoad();
        load.shutdown();
        assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        host.deploy("worker", worker.archive());
        await("all is handled").atMost(LIMIT).until(() -> database.waiting() == 0);
        assertThat(host.instancesOf(TIMER))
                .as("timers, as the census sees them")
                .isEqualTo(2);
        assertThat(host.instancesOf(PERSISTENCE_UNIT)).as("units, likewise").isEqualTo(2);
        assertThat(host.loadersOf("worker")).as("class loaders, likewise").isPositive();
        assertThat(host.mbeansOf("io.onevent")).as("MBeans, likewise").anyMatch(name -> name.contains("app=worker"));
        host.undeploy("worker");
        long leftAtOnce = host.loadersOf("worker");

        assertThat(database.effects("record")).isEqualTo(published.size());
        assertThat(database.repeated()).isEmpty();
        assertThat(database.dead()).isZero();
        assertThat(database.queryAll("SELECT * FROM onevent_instance")).isEmpty();
        assertThat(host.instancesOf(TIMER)).as("timers left").isZero();
        assertThat(host.instancesOf(PERSISTENCE_UNIT))
                .as("units left, besides the publisher's")
                .isEqualTo(1);
        assertThat(host.threadsIn("io.onevent.internal.")).isEmpty();
        assertThat(host.mbeansOf("io.onevent")).noneMatch(name -> name.contains("app=worker"));
        assertThat(host.logged("Attempt to invoke when container is in")).isEmpty();
        assertThat(host.logged("postInvoke not called")).isEmpty();
        await("class loaders left, at most " + leftByPlain + ", which the WAR without OnEvent leaves")
                .atMost(UNTIL_IDLE_THREADS_END)
                .until(() -> host.loadersOf("worker"), left -> left <= leftByPlain);
        host.undeploy("publisher");
        assertThat(host.instancesOf(PERSISTENCE_UNIT)).as("units left").isZero();
        assertThat(host.mbeansOf("io.onevent")).as("MBeans left").isEmpty();
        System.out.println(
                "After " + ROUNDS + " redeployments: " + published.size() + " events; class loaders left without"
                        + " OnEvent " + leftByPlain + ", with it " + leftAtOnce + ", and " + host.loadersOf("worker")
                        + " when idle threads have ended; longest undeployment " + longestUndeployment + " ms");
    }

    /**
     * The server's own pools (of Payara for transaction time-outs, of the driver for query time-outs) keep the class loader of
     * whoever was the first to need a thread of theirs. These two are the first, and stay.
     */
    private void deployWhatStays() {
        host.deploy("resident", plain);
        for (int i = 0; i < 5; i++) {
            host.get("resident", "ping");
        }
        host.deploy("publisher", publisher.archive());
    }

    /** Every round ends in the middle of the work; answers the milliseconds that the longest undeployment took. */
    private long redeployUnderLoad() {
        load.scheduleWithFixedDelay(this::publish, 0, 40, TimeUnit.MILLISECONDS);
        long longest = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            host.deploy("worker", worker.archive());
            long before = database.effects("record");
            await("the worker is at work").atMost(LIMIT).until(() -> database.effects("record") > before + 50);
            assertThat(database.waiting()).as("work left").isPositive();
            long start = System.nanoTime();
            host.undeploy("worker");
            longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        return longest;
    }

    private void publish() {
        String ids = host.get("publisher", "publish?name=record&payload=PT0.05S&count=5");
        published.addAll(List.of(ids.split("\\s+")));
    }

    @Test
    void an_undeployment_waits_for_a_running_handler_and_keeps_the_lease_meanwhile() throws Exception {
        host.deploy("worker", worker.archive());
        host.get("worker", "publish?name=record&payload=PT8S");
        await("the handler runs").atMost(LIMIT).until(() -> !host.get("worker", "written")
                .isEmpty());

        var undeployment = load.submit(() -> host.undeploy("worker"));
        while (database.effects("record") == 0) {
            assertThat(database.queryAll("SELECT lease_until - now() FROM onevent_instance WHERE lease_until < now()"))
                    .as("a lease that has run out")
                    .isEmpty();
            assertThat(undeployment.isDone())
                    .as("undeployed before the handler's end")
                    .isFalse();
        }
        undeployment.get(60, TimeUnit.SECONDS);

        assertThat(database.effects("record")).isEqualTo(1);
        assertThat(database.waiting()).isZero();
        assertThat(database.dead()).isZero();
    }

    private static Path plainWar(Database database) {
        Path war = Folder.create(Folder.ofFork("wars").resolve(database.name())).resolve("plain.war");
        ShrinkWrap.create(WebArchive.class, "plain.war")
                .addClasses(PlainServlet.class, PlainRows.class)
                .addAsWebInfResource(new StringAsset(TestApp.BEANS_XML), "beans.xml")
                .setWebXML(new StringAsset(TestApp.webXml(database, "TRANSACTION_READ_COMMITTED")))
                .as(ZipExporter.class)
                .exportTo(war.toFile(), true);
        return war;
    }
}
