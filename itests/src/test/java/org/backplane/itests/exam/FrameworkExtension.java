package org.backplane.itests.exam;

import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Forwards the tests of a class into a framework. Outside only the tests themselves are forwarded; what Jupiter runs
 * around them is left for Jupiter inside. Inside this does nothing.
 */
final class FrameworkExtension implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {
    private static final boolean INSIDE = FrameworkUtil.getBundle(FrameworkExtension.class) != null;

    private @Nullable Stage stage;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!INSIDE) {
            stage = Stage.of(context.getRequiredTestClass());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (stage != null) {
            stage.close();
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        if (INSIDE) {
            invocation.proceed();
        } else {
            invocation.skip();
            Objects.requireNonNull(stage).run(called.getExecutable());
        }
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    private static void onlyInside(Invocation<Void> invocation) throws Throwable {
        if (INSIDE) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }
}
