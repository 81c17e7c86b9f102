package org.backplane.itests.exam;

import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackages;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.provision;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.itests.Distribution;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Constants;

/** A running framework with the bundles of a test class, and the class itself in a bundle of its own. */
final class Stage implements AutoCloseable {
    private static final String SLF4J = ";version=2.0.20";

    private final TestContainer container;
    private final Map<Method, TestAddress> tests = new HashMap<>();

    private Stage(ExamSystem system, Class<?> type) throws IOException {
        container = PaxExamRuntime.createContainer(system);
        container.start();
        try {
            installProbe(system, type);
        } catch (IOException | RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    private void installProbe(ExamSystem system, Class<?> type) throws IOException {
        var probe = system.createProbe();
        Stream.of(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .forEach(method -> tests.put(method, probe.addTest(type, method.getName())));
        container.installProbe(probe.build().getStream());
    }

    /** Starts the framework that a class asks for. */
    static Stage of(Class<?> type) {
        try {
            return new Stage(PaxExamRuntime.createTestSystem(options(type)), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Option[] options(Class<?> type) {
        return Stream.of(driver(), loadedFromOutside(), featuresOf(type))
                .flatMap(options -> options)
                .toArray(Option[]::new);
    }

    private static Stream<Option> driver() {
        return Stream.of(
                systemProperty("pax.exam.invoker").value(InvokerBundle.DRIVER),
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"),
                provision(InvokerBundle.build()));
    }

    /**
     * What bundles get from the tests' own class path. That goes for JUnit, so that a failure inside is an exception
     * of the very class that everybody outside knows; and for slf4j, which the launcher has there too.
     */
    private static Stream<Option> loadedFromOutside() {
        return Stream.of(
                frameworkProperty(Constants.FRAMEWORK_BUNDLE_PARENT).value(Constants.FRAMEWORK_BUNDLE_PARENT_APP),
                frameworkProperty("felix.bootdelegation.implicit").value("false"),
                bootDelegationPackages("org.junit.*", "org.opentest4j", "org.opentest4j.*", "org.apiguardian.*"),
                systemPackages("org.slf4j" + SLF4J, "org.slf4j.event" + SLF4J, "org.slf4j.helpers" + SLF4J),
                systemPackages("org.slf4j.spi" + SLF4J));
    }

    private static Stream<Option> featuresOf(Class<?> type) {
        return Distribution.bundles(type.getAnnotation(InFramework.class).features())
                .map(jar -> bundle(jar.toUri().toString()));
    }

    /** Runs a test inside; its failure is thrown as it was there. */
    void run(Method test) throws Throwable {
        try {
            container.call(tests.get(test));
        } catch (TestContainerException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
