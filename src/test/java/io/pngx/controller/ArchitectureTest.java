package io.pngx.controller;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Holds the dependencies between packages that docs/architecture.md promises. */
class ArchitectureTest {
    private static final String APPLICATION = "io.pngx.controller";
    private static final String SYNC = APPLICATION + ".sync..";
    private static final String WEB = APPLICATION + ".web..";
    private static final String SIMULATOR = APPLICATION + ".simulator..";

    private static final JavaClasses MAIN_CLASSES = new ClassFileImporter().importPath("target/classes");

    @Test
    void decisionsUseNoFrameworkNetworkOrDatabase() {
        noClasses().that().resideInAPackage(SYNC)
                .should().dependOnClassesThat().resideInAnyPackage(
                        "org.apache.camel..", "org.springframework..", "java.net..", "java.sql..", "javax.sql..")
                .check(MAIN_CLASSES);
    }

    @Test
    void decisionsReadNoClock() {
        noClasses().that().resideInAPackage(SYNC)
                .should().dependOnClassesThat().areAssignableTo(Clock.class)
                .orShould().callMethodWhere(readsTheClock())
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyTheMainClassesUseTheWebPackage() {
        classes().that().resideInAPackage(WEB)
                .should().onlyHaveDependentClassesThat().resideInAnyPackage(APPLICATION, WEB)
                .check(MAIN_CLASSES);
    }

    @Test
    void theSimulatorUsesNothingOfTheController() {
        noClasses().that().resideInAPackage(SIMULATOR)
                .should().dependOnClassesThat(controllerClasses())
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyTheDemoUsesTheSimulator() {
        noClasses().that(controllerClasses()).and().doNotBelongToAnyOf(DemoMode.class)
                .should().dependOnClassesThat().resideInAPackage(SIMULATOR)
                .check(MAIN_CLASSES);
    }

    private static DescribedPredicate<JavaClass> controllerClasses() {
        return resideInAPackage(APPLICATION + "..").and(resideOutsideOfPackage(SIMULATOR))
                .as("are classes of the controller");
    }

    private static DescribedPredicate<JavaMethodCall> readsTheClock() {
        return describe("the method reads the clock", call -> {
            String method = call.getTarget().getName();
            return call.getTargetOwner().getPackageName().equals("java.time") && method.equals("now")
                    || call.getTargetOwner().isEquivalentTo(System.class)
                            && (method.equals("currentTimeMillis") || method.equals("nanoTime"));
        });
    }
}
