package io.onevent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.onevent.OnEvent;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The library keeps the rules, and each rule reports what breaks it in the packages below {@code io.onevent.archfixture}. */
class ArchitectureTest {

    private static final String FIXTURE = "io.onevent.archfixture";
    private static final JavaClasses LIBRARY_CLASSES = new ClassFileImporter()
            .importUrl(OnEvent.class.getProtectionDomain().getCodeSource().getLocation());
    private static final JavaClasses FIXTURE_CLASSES = new ClassFileImporter().importPackages(FIXTURE);

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("API -> nothing", Architecture::apiKnowsNothingInternal, "UsesInternals"),
                rule("log -> API", rules -> rules.arrows("log"), "internal.log.UsesStore"),
                rule("config -> API", rules -> rules.arrows("config"), "internal.config.UsesLog"),
                rule("view -> API", rules -> rules.arrows("view"), "internal.view.UsesStore"),
                rule("console -> API, view", Architecture::consoleSeesTheViewOnly, "console.UsesStore"),
                rule("nothing -> console", Architecture::nothingKnowsTheConsole, "internal.view.UsesConsole"),
                rule(
                        "store -> config, log, view",
                        rules -> rules.arrows("store", "config", "log", "view"),
                        "store.UsesPublish"),
                rule("discover -> config, log", rules -> rules.arrows("discover", "config", "log"), "UsesSibling"),
                rule(
                        "monitor -> config, log, view, store, discover",
                        rules -> rules.arrows("monitor", "config", "log", "view", "store", "discover"),
                        "monitor.UsesOperate"),
                rule(
                        "publish -> monitor and below",
                        rules -> rules.arrows("publish", "config", "log", "store", "discover", "monitor"),
                        "UsesDrain"),
                rule(
                        "operate -> publish and below",
                        rules -> rules.arrows(
                                "operate", "config", "log", "view", "store", "discover", "monitor", "publish"),
                        "operate.UsesDrain"),
                rule("drain.lead -> nothing beside it", rules -> rules.roomArrows("drain.lead"), "lead.UsesRun"),
                rule(
                        "drain.threads -> nothing beside it",
                        rules -> rules.roomArrows("drain.threads"),
                        "threads.UsesQueue"),
                rule("drain.tidy -> nothing beside it", rules -> rules.roomArrows("drain.tidy"), "tidy.UsesLead"),
                rule("drain.queue -> lead", rules -> rules.roomArrows("drain.queue", "drain.lead"), "queue.UsesRun"),
                rule(
                        "drain.run -> queue, lead, threads",
                        rules -> rules.roomArrows("drain.run", "drain.queue", "drain.lead", "drain.threads"),
                        "run.UsesTidy"),
                rule("drain's rooms -> nothing above", Architecture::roomsKnowNothingAboveThem, "run.UsesTheTop"),
                rule("no cycles among rooms", Architecture::roomsHaveNoCycles, "lead.UsesRun", "run.UsesLead"),
                rule("no cycles", Architecture::packagesHaveNoCycles, "store.UsesPublish", "publish.UsesDrain"),
                rule(
                        "JPA and JDBC only in store",
                        Architecture::databaseOnlyInStore,
                        "UsesDatabase$ByJpa",
                        "UsesDatabase$ByJdbc",
                        "UsesDatabase$ByDataSource"),
                rule("transactions begin in store.tx", Architecture::transactionsBeginInStoreTx, "BeginsTransactions"),
                rule(
                        "optional APIs in one class each",
                        Architecture::optionalApisInOneClassEach,
                        "UsesOptionalApis$OfMetrics",
                        "UsesOptionalApis$OfMicrometer",
                        "UsesOptionalApis$OfOpenTelemetry",
                        "monitor.OpenTelemetryElsewhere",
                        "UsesOptionalApis$OfHealth",
                        "UsesOptionalApis$OfTheConsole"),
                rule("one knows Liquibase", Architecture::liquibaseInOneClass, "UsesLiquibase"),
                rule(
                        "EJB only in drain",
                        Architecture::ejbOnlyInDrain,
                        "IsEjb$ByClass",
                        "IsEjb$ByMethod",
                        "IsEjb$ByField",
                        "IsEjb$ByType"),
                rule("managed threads only in drain", Architecture::managedThreadsOnlyInDrain, "RunsTasks"),
                rule(
                        "no threads of our own",
                        Architecture::noThreadsOfOurOwn,
                        "StartsThreads$ByThread",
                        "StartsThreads$BySubclass",
                        "StartsThreads$ByExecutors",
                        "StartsThreads$ByTimer",
                        "StartsThreads$ByPool",
                        "StartsThreads$ByFuture"),
                rule(
                        "nothing is printed",
                        Architecture::nothingIsPrinted,
                        "PrintsText$ToOut",
                        "PrintsText$ToErr",
                        "PrintsText$ByThrowable"),
                rule(
                        "names say something",
                        Architecture::namesSaySomething,
                        "Named$EventManager",
                        "Named$EventHelper",
                        "Named$EventUtil",
                        "Named$EventUtils",
                        "Named$EventImpl"));
    }

    private static Arguments rule(String name, Function<Architecture, ArchRule> rule, String... breakers) {
        return arguments(name, rule, List.of(breakers));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_library_keeps_the_rule(String name, Function<Architecture, ArchRule> rule, List<String> breakers) {
        rule.apply(new Architecture("io.onevent")).check(LIBRARY_CLASSES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_rule_reports_each_class_that_breaks_it(
            String name, Function<Architecture, ArchRule> rule, List<String> breakers) {
        EvaluationResult broken = rule.apply(new Architecture(FIXTURE)).evaluate(FIXTURE_CLASSES);
        assertThat(broken.hasViolation()).isTrue();
        String report = String.join("\n", broken.getFailureReport().getDetails());
        assertThat(breakers).allSatisfy(breaker -> assertThat(report).containsPattern(Pattern.quote(breaker) + "\\b"));
    }
}
