package io.onevent.internal;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

/** The rules of the code below a root package: the library's own, or that of a fixture that breaks them. */
final class Architecture {

    private static final String[] INTERNAL = {
        "config", "log", "view", "store", "discover", "monitor", "publish", "operate", "drain"
    };

    private final String root;

    Architecture(String root) {
        this.root = root;
    }

    private static final String[] ROOMS_OF_DRAIN = {
        "drain.lead", "drain.queue", "drain.run", "drain.threads", "drain.tidy"
    };

    /** Classes of a package, which may be absent, use of the library only the API, their own package and these. */
    ArchRule arrows(String from, String... to) {
        return arrows(Arrays.stream(INTERNAL), from, to);
    }

    /** Classes of a room of the engine use of it only their own room and these. */
    ArchRule roomArrows(String from, String... to) {
        return arrows(Arrays.stream(ROOMS_OF_DRAIN), from, to);
    }

    private ArchRule arrows(Stream<String> all, String from, String... to) {
        String[] forbidden = all.filter(
                        name -> !name.equals(from) && Stream.of(to).noneMatch(name::equals))
                .map(this::internal)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(internal(from))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true);
    }

    /** What lies beside the rooms of the engine makes and drives them, and they know nothing of it. */
    ArchRule roomsKnowNothingAboveThem() {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        Arrays.stream(ROOMS_OF_DRAIN).map(this::internal).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".internal.drain");
    }

    /** The console has the API, and one room that shows it what it needs of the others. */
    ArchRule consoleSeesTheViewOnly() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".console..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + ".internal..").and(not(resideInAPackage(internal("view")))))
                .allowEmptyShould(true);
    }

    /** The console's JAR may be missing. */
    ArchRule nothingKnowsTheConsole() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".console..");
    }

    ArchRule apiKnowsNothingInternal() {
        return noClasses()
                .that()
                .resideInAPackage(root)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".internal..");
    }

    ArchRule packagesHaveNoCycles() {
        return SlicesRuleDefinition.slices()
                .matching(root + ".internal.(*)..")
                .should()
                .beFreeOfCycles();
    }

    ArchRule roomsHaveNoCycles() {
        return CompositeArchRule.of(SlicesRuleDefinition.slices()
                        .matching(root + ".internal.drain.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true))
                .and(SlicesRuleDefinition.slices()
                        .matching(root + ".internal.store.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true));
    }

    ArchRule databaseOnlyInStore() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(internal("store"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "java.sql..", "javax.sql..");
    }

    ArchRule transactionsBeginInStoreTx() {
        return onlyIn(
                internalClass("store.tx.(Transactions|OwnTransaction)"), "jakarta\\.transaction\\.UserTransaction");
    }

    ArchRule liquibaseInOneClass() {
        return onlyIn(internalClass("store.LiquibaseUpdate"), "liquibase\\..*");
    }

    /** APIs that a server may lack: the beans.xml leaves these classes out there. */
    ArchRule optionalApisInOneClassEach() {
        return CompositeArchRule.of(
                        onlyIn(internalClass("monitor.MpMetrics"), "org\\.eclipse\\.microprofile\\.metrics\\..*"))
                .and(onlyIn(internalClass("monitor.MicrometerMetrics"), "io\\.micrometer\\..*"))
                .and(onlyIn(internalClass("monitor.OpenTelemetry(Metrics|Tracing)"), "io\\.opentelemetry\\..*"))
                .and(onlyIn(
                        internalClass("monitor.(Readiness|Liveness)"), "org\\.eclipse\\.microprofile\\.health\\..*"))
                .and(onlyIn(internalClass("monitor.ConsoleStatistics"), "org\\.glassfish\\..*"));
    }

    ArchRule managedThreadsOnlyInDrain() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(internal("drain"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.enterprise.concurrent..");
    }

    /** The API's exceptions tell an EJB container not to wrap them; discovery reads the annotations of applications' EJBs. */
    ArchRule ejbOnlyInDrain() {
        DescribedPredicate<JavaAnnotation<?>> ejb = DescribedPredicate.describe(
                "EJB annotations but @ApplicationException",
                annotation -> annotation.getRawType().getPackageName().startsWith("jakarta.ejb")
                        && !annotation.getRawType().getSimpleName().equals("ApplicationException"));
        String drain = internal("drain");
        return CompositeArchRule.of(noClasses()
                        .that()
                        .resideOutsideOfPackage(drain)
                        .should()
                        .beAnnotatedWith(ejb))
                .and(noMethods()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideOutsideOfPackage(drain)
                        .should()
                        .beAnnotatedWith(ejb))
                .and(noFields()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideOutsideOfPackage(drain)
                        .should()
                        .beAnnotatedWith(ejb))
                .and(noClasses()
                        .that()
                        .resideOutsideOfPackages(drain, internal("discover"), root)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("jakarta.ejb.."));
    }

    ArchRule noThreadsOfOurOwn() {
        DescribedPredicate<JavaCall<?>> asyncWithoutExecutor = DescribedPredicate.describe(
                "an ...Async method without an executor",
                call -> call.getTarget().getOwner().isAssignableTo(CompletableFuture.class)
                        && call.getTarget().getName().endsWith("Async")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.getName().equals("java.util.concurrent.Executor")));
        return CompositeArchRule.of(
                        noClasses().should().callConstructorWhere(target(owner(assignableTo(Thread.class)))))
                .and(noClasses().should().beAssignableTo(Thread.class))
                .and(noClasses()
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(
                                Executors.class,
                                ForkJoinPool.class,
                                ThreadPoolExecutor.class,
                                ScheduledThreadPoolExecutor.class,
                                java.util.Timer.class))
                .and(noClasses().should().callMethodWhere(asyncWithoutExecutor));
    }

    ArchRule nothingIsPrinted() {
        return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
    }

    ArchRule namesSaySomething() {
        return noClasses().should().haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)");
    }

    private ArchRule onlyIn(String classAndNested, String forbidden) {
        return noClasses()
                .that(not(nameMatching(classAndNested)))
                .should()
                .dependOnClassesThat(nameMatching(forbidden).forSubtype());
    }

    private String internal(String name) {
        return root + ".internal." + name + "..";
    }

    private String internalClass(String name) {
        return (root + ".internal." + name).replace(".", "\\.") + "(\\$.*)?";
    }
}
