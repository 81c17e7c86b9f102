package org.backplane.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** Sends what the framework has to say to the log; by itself it would print to stdout. */
final class FrameworkLog extends Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("org.osgi.framework");

    private volatile boolean readingStorage = true;
    private volatile @Nullable String storageProblem;

    /** The framework's word for how much it says. */
    static String level() {
        return String.valueOf(LOG.isTraceEnabled() ? LOG_DEBUG : LOG_ERROR);
    }

    /**
     * The framework has read its storage. What it finds wrong there it removes and tells nobody but its log.
     *
     * @throws StartException if there was something
     */
    void endOfReadingStorage() throws StartException {
        readingStorage = false;
        if (storageProblem != null) {
            throw new StartException("the framework's storage is broken: " + storageProblem);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as the method that it overrides
    protected void doLog(
            @Nullable Bundle bundle,
            @Nullable ServiceReference reference,
            int level,
            String message,
            @Nullable Throwable cause) {
        doLog(level, bundle == null ? message : "%s: %s".formatted(bundle.getSymbolicName(), message), cause);
    }

    @Override
    protected void doLog(int level, String message, @Nullable Throwable cause) {
        if (readingStorage && level == LOG_ERROR) {
            storageProblem = message;
            LOG.debug(message, cause);
        } else if (cause instanceof BundleException) {
            // Whoever starts a bundle gets this exception too, and knows what to tell the user.
            LOG.debug(message, cause);
        } else {
            pass(level, message, cause);
        }
    }

    private static void pass(int level, String message, @Nullable Throwable cause) {
        switch (level) {
            case LOG_ERROR -> LOG.error(message, cause);
            case LOG_WARNING -> LOG.warn(message, cause);
            case LOG_INFO -> LOG.info(message, cause);
            default -> LOG.trace(message, cause);
        }
    }
}
