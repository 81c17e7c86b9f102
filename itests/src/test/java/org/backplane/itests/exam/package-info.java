/**
 * A driver that lets JUnit Jupiter run tests inside a framework that Pax Exam stages.
 *
 * <p>A class with {@link InFramework} lives twice. Outside, Jupiter finds it as any other test class; for each of its
 * tests, {@link FrameworkExtension} hands over to {@link Stage}, which has a framework running with the bundles of the
 * named features and, as one more bundle, the test's own classes. Inside, {@link InvokerBundle} runs that one test
 * with Jupiter's own engine, and there the extension does nothing.
 */
@NullMarked
package org.backplane.itests.exam;

import org.jspecify.annotations.NullMarked;
