package org.backplane.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** Sends what the framework has to say to the log; by itself it would print to stdout. */
final class FrameworkLog extends Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("org.osgi.framework");

    /** The framework's word for how much it says. */
    static String level() {
        if (LOG.isDebugEnabled()) {
            return String.valueOf(LOG_DEBUG);
        }
        return String.valueOf(LOG.isInfoEnabled() ? LOG_INFO : LOG_ERROR);
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
        switch (level) {
            case LOG_ERROR -> LOG.error(message, cause);
            case LOG_WARNING -> LOG.warn(message, cause);
            case LOG_INFO -> LOG.info(message, cause);
            default -> LOG.debug(message, cause);
        }
    }
}
