package io.onevent.it;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onevent.it.mistakes.FinalBean;
import io.onevent.it.mistakes.InterfacePayload;
import io.onevent.it.mistakes.ObservesToo;
import io.onevent.it.mistakes.PrivateMethod;
import io.onevent.it.mistakes.RequiresNew;
import io.onevent.it.mistakes.ReturnsValue;
import io.onevent.it.mistakes.Scopeless;
import io.onevent.it.mistakes.SessionBean;
import io.onevent.it.mistakes.Sound;
import io.onevent.it.mistakes.StatefulBean;
import io.onevent.it.mistakes.StaticMethod;
import io.onevent.it.mistakes.TwoKinds;
import io.onevent.it.mistakes.TwoPayloads;
import io.onevent.it.mistakes.WrongEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake that a newcomer can make has the sentence in the log that the table in docs/operating.md has of it. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MistakesIT {

    private final Map<String, TestApp> apps = new LinkedHashMap<>();
    private final Map<String, Pattern> sentences = new LinkedHashMap<>();
    /** Open Liberty loses EJBs while very many applications start at once (CWOWB2002E). */
    private static final int AT_ONCE = 9;

    private final List<Server> servers = new ArrayList<>();

    MistakesIT() throws IOException {
        Files.readAllLines(Path.of("docs/operating.md")).stream()
                .dropWhile(line -> !line.startsWith("### The mistakes of a first day"))
                .takeWhile(line -> !line.startsWith("### Handlers"))
                .filter(line -> line.startsWith("| ") && line.contains("ONEVENT-"))
                .map(line -> line.split("\\|"))
                .forEach(cells -> sentences.put(cells[1].strip(), sentence(cells[2].strip())));
        Database database = TestDatabase.newDatabase();
        handlers(database, "two payload parameters", TwoPayloads.class);
        handlers(database, "a private method", PrivateMethod.class);
        handlers(database, "a static method", StaticMethod.class);
        handlers(database, "a method that returns a value", ReturnsValue.class);
        handlers(database, "`@Observes` beside `@OnEvent`", ObservesToo.class);
        handlers(database, "the `Event` of CDI for the event", WrongEvent.class);
        handlers(database, "a `void` and a staged handler of one name", TwoKinds.class);
        handlers(database, "a stateful EJB", StatefulBean.class);
        handlers(database, "a session scoped bean", SessionBean.class);
        handlers(database, "a final class", FinalBean.class);
        handlers(database, "an interface for a payload", InterfacePayload.class);
        handlers(database, "`REQUIRES_NEW`", RequiresNew.class);
        handlers(database, "a class without a scope", Scopeless.class);
        sound(database, "a value out of range", app -> app.config("onevent.threads", "0"));
        sound(database, "a misspelt key", app -> app.config("onevent.retry.max-retrys", "3"));
        sound(
                database,
                "a misspelt name of a data source",
                app -> app.config("onevent.datasource", "java:app/jdbc/tset"));
        sound(database, "a misspelt name of an executor", app -> app.config("onevent.executor", "java:comp/Executor"));
        sound(database, "an `<absolute-ordering>` without `onevent`", TestApp.Builder::withoutFragments);
        sound(database, "a data source outside of JTA", TestApp.Builder::nonTransactional);
        sound(database, "more threads than connections", app -> app.ownDataSource()
                .config("onevent.threads", "32"));
        sound(
                database,
                "the JAR twice in a WAR",
                app -> app.with(war -> war.addAsLibrary(TestApp.libraryJar(), "again.jar")));
        sound(TestDatabase.newEmptyDatabase(), "no tables", app -> app);
        sound(
                TestDatabase.newEmptyDatabase(),
                "no Liquibase for `onevent.schema=update`",
                app -> app.config("onevent.schema", "update"));
        sound(withoutRights(), "a user without rights", app -> app);
        sound(database, "a misspelt name of an event", app -> app);
    }

    /** The table has dots for what differs from one application to the next, and more than one sentence where servers differ. */
    private static Pattern sentence(String cell) {
        return Pattern.compile(
                Stream.of(cell.split("` or `")).map(MistakesIT::oneSentence).collect(Collectors.joining("|")));
    }

    private static String oneSentence(String cell) {
        return Stream.of(cell.replaceAll("^`|`$", "").split("\\.\\.\\."))
                .map(part -> Pattern.quote(part.strip()))
                .collect(Collectors.joining("[\\s\\S]*?"));
    }

    private void handlers(Database database, String mistake, Class<?> handler) {
        add(mistake, TestApp.on(database, "mistake" + apps.size()).handlers(handler));
    }

    private void sound(Database database, String mistake, UnaryOperator<TestApp.Builder> spoil) {
        add(mistake, spoil.apply(TestApp.on(database, "mistake" + apps.size()).handlers(Sound.class)));
    }

    private void add(String mistake, TestApp.Builder app) {
        apps.put(mistake, app.build());
    }

    private static Database withoutRights() {
        Database database = TestDatabase.newDatabase();
        String role = TestDatabase.workAsRole(database);
        TestDatabase.asOwner(database, "REVOKE INSERT ON onevent_dead_event FROM " + role);
        return database;
    }

    @BeforeAll
    void start() {
        List<TestApp> all = List.copyOf(apps.values());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            TestApp[] some =
                    all.subList(from, Math.min(all.size(), from + AT_ONCE)).toArray(TestApp[]::new);
            servers.add(new Server("mistakes-" + from, some).start().awaitBooted());
        }
        Server last = servers.get(servers.size() - 1);
        TestApp misspelt = apps.get("a misspelt name of an event");
        await("it is there").atMost(ofSeconds(60)).ignoreExceptions().until(() -> last.get(misspelt, "ping")
                .equals("pong"));
        last.get(misspelt, "publish?name=mistaek");
    }

    @AfterAll
    void stop() {
        servers.forEach(Server::close);
    }

    List<String> mistakes() {
        return List.copyOf(apps.keySet());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void the_log_has_the_sentence_of_the_table(String mistake) {
        assertThat(sentences).containsKey(mistake);
        await(mistake + ": " + sentences.get(mistake)).atMost(ofSeconds(60)).until(() -> servers.stream()
                .flatMap(server -> server.logEntries().stream())
                .anyMatch(entry -> sentences.get(mistake).matcher(entry).find()));
    }
}
