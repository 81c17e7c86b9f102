package org.backplane.launcher;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.connect.FrameworkUtilHelper;

/** Tells which bundle a class of the class path is from, whose class loader cannot: by the jar that it is in. */
public final class ClassOrigins implements FrameworkUtilHelper {
    private static final AtomicReference<@Nullable BundleContext> FRAMEWORK = new AtomicReference<>();

    /** The framework whose bundles they are. */
    static void in(BundleContext framework) {
        FRAMEWORK.set(framework);
    }

    @Override
    public Optional<Bundle> getBundle(@Nullable Class<?> type) {
        return Optional.ofNullable(type)
                .flatMap(ClassPath::jarOf)
                .flatMap(jar -> Optional.ofNullable(FRAMEWORK.get())
                        .map(framework -> framework.getBundle(ClassPathBundles.location(jar))));
    }
}
