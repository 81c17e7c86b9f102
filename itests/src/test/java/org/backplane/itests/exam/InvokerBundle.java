package org.backplane.itests.exam;

import java.io.InputStream;
import java.util.Map;
import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** The half of the driver that lives in the framework: it tells Pax Exam how a Jupiter test is run. */
public final class InvokerBundle implements BundleActivator {

    /** The name of this way to run tests; Pax Exam finds it by the system property {@code pax.exam.invoker}. */
    static final String DRIVER = "jupiter";

    /** The bundle, built of the classes it needs. */
    static InputStream build() {
        return TinyBundles.bundle()
                .addClass(InvokerBundle.class)
                .addClass(JupiterInvoker.class)
                .setHeader(Constants.BUNDLE_MANIFESTVERSION, "2")
                .setHeader(Constants.BUNDLE_SYMBOLICNAME, "org.backplane.itests.invoker")
                .setHeader(Constants.BUNDLE_ACTIVATOR, InvokerBundle.class.getName())
                .setHeader(Constants.IMPORT_PACKAGE, "org.osgi.framework,org.ops4j.pax.exam")
                .build(TinyBundles.rawBuilder());
    }

    @Override
    public void start(BundleContext context) {
        ProbeInvokerFactory factory = (probe, expression) -> new JupiterInvoker((BundleContext) probe, expression);
        context.registerService(
                ProbeInvokerFactory.class, factory, FrameworkUtil.asDictionary(Map.of("driver", DRIVER)));
    }

    @Override
    public void stop(BundleContext context) {}
}
