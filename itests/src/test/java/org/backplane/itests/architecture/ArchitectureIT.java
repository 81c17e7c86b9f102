package org.backplane.itests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrows point at the API: plug-ins use it and at most one library; they do not know core, nor each other. */
class ArchitectureIT {
    private static final String OURS = "org.backplane..";
    private static final String API = "org.backplane.api..";
    private static final String LIBRARIES = "org.backplane.lib..";
    private static final String TRANSLATOR = "org.backplane.cpu.translator..";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importLocations(Module.all().stream().map(Module::location).toList());

    static List<Module> bundles() {
        return Module.all();
    }

    static Stream<Module> plugIns() {
        return Module.all().stream().filter(module -> module.kind() == Module.Kind.PLUG_IN);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void aBundleUsesOnlyWhatItsKindMayUse(Module bundle) {
        var own = bundle.name() + "..";
        var allowed = bundle.kind() == Module.Kind.PLUG_IN
                ? resideInAnyPackage(own, API, LIBRARIES, bundle.isProcessor() ? TRANSLATOR : own)
                : resideInAnyPackage(own, API);
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(notOurs().or(allowed))
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("plugIns")
    void aPlugInUsesAtMostOneLibrary(Module plugIn) {
        var used = libraries().filter(library -> uses(plugIn, library)).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(used.size() <= 1, () -> plugIn + " uses " + used);
    }

    private static Stream<String> libraries() {
        return Module.all().stream()
                .filter(module -> module.kind() == Module.Kind.LIBRARY)
                .map(Module::name);
    }

    private static boolean uses(Module plugIn, String library) {
        return CLASSES.stream()
                .filter(type -> plugIn.has(type.getPackageName()))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .anyMatch(dependency -> resideInAnyPackage(library + "..").test(dependency.getTargetClass()));
    }

    @Test
    void thePackagesOfCoreHaveNoCycles() {
        slices().matching("org.backplane.core.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .that()
                .resideInAPackage(OURS)
                .should()
                .callMethodWhere(target("java.lang.Thread", "sleep"))
                .because("whoever waits, waits for something")
                .check(CLASSES);
    }

    @Test
    void onlyTheLauncherEndsTheProcess() {
        noClasses()
                .that()
                .resideInAPackage(OURS)
                .should()
                .callMethodWhere(target("java.lang.System", "exit"))
                .orShould()
                .callMethodWhere(target("java.lang.Runtime", "exit"))
                .orShould()
                .callMethodWhere(target("java.lang.Runtime", "halt"))
                .check(CLASSES);
    }

    @Test
    void theApiHasNoGetters() {
        noMethods()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage(API))
                .and()
                .arePublic()
                .should()
                .haveNameMatching("get[A-Z].*")
                .check(CLASSES);
    }

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> target(
            String owner, String method) {
        return DescribedPredicate.describe(
                owner + "." + method,
                call -> call.getTargetOwner().getFullName().equals(owner)
                        && call.getTarget().getName().equals(method));
    }

    private static DescribedPredicate<JavaClass> notOurs() {
        return resideOutsideOfPackage(OURS);
    }
}
