package org.backplane.itests.exam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.AssertionFailedError;

class FrameworkExtensionIT {
    private static final Map<String, TestExecutionResult> RESULTS = new HashMap<>();

    @BeforeAll
    static void runTestsThatFailInside() {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(FailingInside.class))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                RESULTS.put(test.getDisplayName(), result);
            }
        });
    }

    @Test
    void aTestThatPassesInsidePassesOutside() {
        assertEquals(Optional.empty(), failure("passes()"));
    }

    @Test
    void aFailedAssertionInsideFailsOutsideAsItself() {
        var failure =
                assertInstanceOf(AssertionFailedError.class, failure("fails()").orElseThrow());
        assertEquals("as it should ==> expected: <1> but was: <2>", failure.getMessage());
        assertEquals(FailingInside.class.getName(), where(failure));
    }

    @Test
    void anExceptionInsideFailsOutsideAsItself() {
        var failure = assertInstanceOf(
                IllegalStateException.class, failure("breaks()").orElseThrow());
        assertEquals("of its own", failure.getMessage());
    }

    private static Optional<Throwable> failure(String test) {
        return Objects.requireNonNull(RESULTS.get(test), test).getThrowable();
    }

    /** The class of ours that an exception passed first. */
    private static String where(Throwable failure) {
        for (var frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("org.backplane")) {
                return frame.getClassName();
            }
        }
        return "nowhere";
    }
}
