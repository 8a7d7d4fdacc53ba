package io.pngx.controller;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.pngx.controller.cli.DemoMode;
import java.net.Socket;
import java.net.URLConnection;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the dependencies between packages that docs/architecture.md promises. */
class ArchitectureTest {
    private static final String APPLICATION = "io.pngx.controller";
    private static final String SYNC = APPLICATION + ".sync..";
    private static final String WEB = APPLICATION + ".web..";
    private static final String SIMULATOR = "io.pngx.simulator..";

    /** Packages, lowest first. A package uses only packages before it. */
    private static final List<String> ORDER = List.of(
            "text",
            "config",
            "store",
            "paperless",
            "sync",
            "rules",
            "engine.session",
            "engine.instances",
            "engine.identity",
            "engine.lookups",
            "engine.adoption",
            "engine.documents",
            "engine.uploads",
            "engine.deletions",
            "engine.cycle",
            "engine.review",
            "engine.drill",
            "engine.errors",
            "engine.housekeeping",
            "engine.switchover",
            "metrics",
            "alerts",
            "web",
            "app",
            "cli");

    private static final JavaClasses MAIN_CLASSES = new ClassFileImporter().importPath("target/classes");

    @Test
    void decisionsUseNoFrameworkNetworkOrDatabase() {
        noClasses()
                .that()
                .resideInAPackage(SYNC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.camel..", "org.springframework..", "java.net..", "java.sql..", "javax.sql..")
                .check(MAIN_CLASSES);
    }

    @Test
    void decisionsReadNoClock() {
        noClasses()
                .that()
                .resideInAPackage(SYNC)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethodWhere(readsTheClock())
                .check(MAIN_CLASSES);
    }

    @Test
    void aPackageUsesOnlyThoseBelowIt() {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] above = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> APPLICATION + "." + name + "..")
                    .toArray(String[]::new);
            if (above.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(APPLICATION + "." + ORDER.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .check(MAIN_CLASSES);
            }
        }
    }

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        classes()
                .that()
                .resideInAPackage(APPLICATION + "..")
                .and()
                .resideOutsideOfPackage(APPLICATION)
                .should()
                .resideInAnyPackage(ORDER.stream()
                        .map(name -> APPLICATION + "." + name + "..")
                        .toArray(String[]::new))
                .check(MAIN_CLASSES);
    }

    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching(APPLICATION + ".(**)").should().beFreeOfCycles().check(MAIN_CLASSES);
    }

    @Test
    void onlyThePackagePaperlessConnectsToAPaperless() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        APPLICATION + ".engine..",
                        APPLICATION + ".sync..",
                        APPLICATION + ".store..",
                        WEB,
                        APPLICATION + ".app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "org.apache.hc.client5.http.impl..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Socket.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(URLConnection.class)
                .check(MAIN_CLASSES);
    }

    @Test
    void theSimulatorUsesNothingOfTheController() {
        noClasses()
                .that()
                .resideInAPackage(SIMULATOR)
                .should()
                .dependOnClassesThat(controllerClasses())
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyTheDemoUsesTheSimulator() {
        noClasses()
                .that(controllerClasses())
                .and()
                .doNotBelongToAnyOf(DemoMode.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SIMULATOR)
                .check(MAIN_CLASSES);
    }

    private static DescribedPredicate<JavaClass> controllerClasses() {
        return resideInAPackage(APPLICATION + "..").as("are classes of the controller");
    }

    private static DescribedPredicate<JavaMethodCall> readsTheClock() {
        return describe("the method reads the clock", call -> {
            String method = call.getTarget().getName();
            return call.getTargetOwner().getPackageName().equals("java.time") && method.equals("now")
                    || call.getTargetOwner().isEquivalentTo(System.class)
                            && (method.equals("currentTimeMillis") || method.equals("nanoTime"));
        });
    }

    /**
     * If a class has {@code host()} and {@code getHost()}, Camel calls either of them for {@code ${body.host}}, or
     * fails.
     */
    @Test
    void noMethodHasAGetterOfTheSameNameBesideIt() {
        for (JavaClass type : MAIN_CLASSES) {
            List<String> methods = type.getAllMethods().stream()
                    .filter(method -> method.getRawParameterTypes().isEmpty()
                            && method.getModifiers().contains(JavaModifier.PUBLIC))
                    .map(JavaMethod::getName)
                    .toList();
            assertThat(methods)
                    .as(type.getName())
                    .noneMatch(name ->
                            methods.contains("get" + Character.toUpperCase(name.charAt(0)) + name.substring(1)));
        }
    }
}
