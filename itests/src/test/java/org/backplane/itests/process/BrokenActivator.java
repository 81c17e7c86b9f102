package org.backplane.itests.process;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Of a bundle that does not start. */
public final class BrokenActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("the flux capacitor is missing");
    }

    @Override
    public void stop(BundleContext context) {}
}
