package org.backplane.itests.exam;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;
import org.osgi.framework.BundleContext;

/** Runs one test of the probe bundle with Jupiter's own engine, its life cycle methods included. */
final class JupiterInvoker implements ProbeInvoker {
    /** An engine and nothing that is found by looking around: the class path is not the framework's. */
    private static final LauncherConfig ENGINE_ALONE = LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .build();

    private final BundleContext probe;
    private final String className;
    private final String methodName;

    /**
     * An invoker of one test.
     *
     * @param expression {@code class;method}, as Pax Exam writes it
     */
    JupiterInvoker(BundleContext probe, String expression) {
        this.probe = probe;
        int separator = expression.indexOf(';');
        className = expression.substring(0, separator);
        methodName = expression.substring(separator + 1);
    }

    @Override
    public void call(Object... arguments) {
        var thread = Thread.currentThread();
        var loader = thread.getContextClassLoader();
        try {
            var type = probe.getBundle().loadClass(className);
            thread.setContextClassLoader(type.getClassLoader());
            check(run(type));
        } catch (ReflectiveOperationException e) {
            throw new TestContainerException(e);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private TestExecutionSummary run(Class<?> type) throws NoSuchMethodException {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(type, type.getDeclaredMethod(methodName)))
                .build();
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create(ENGINE_ALONE).execute(request, listener);
        return listener.getSummary();
    }

    private void check(TestExecutionSummary summary) {
        for (var failure : summary.getFailures()) {
            throw new TestContainerException(failure.getException());
        }
        if (summary.getTestsSucceededCount() != 1) {
            throw new TestContainerException(
                    new AssertionError("%s.%s did not run inside".formatted(className, methodName)));
        }
    }
}
