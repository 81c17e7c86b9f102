package org.backplane.core.trace;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The parts whose logging is switched: the bundles by their symbolic names, and the loggers that there are below them.
 * A part that is switched on logs what is only for a close look.
 */
@Component(service = TraceParts.class)
public final class TraceParts {
    private static final Level DETAILS = Level.FINEST;

    private final BundleContext context;
    /** The loggers that were switched; java.util.logging would forget those that nobody holds. */
    private final Map<String, Logger> switched = new ConcurrentHashMap<>();

    @Activate
    public TraceParts(BundleContext context) {
        this.context = context;
    }

    /** The names of all parts. */
    public SortedSet<String> names() {
        var names = new TreeSet<String>();
        for (var bundle : context.getBundles()) {
            if (bundle.getSymbolicName() != null) {
                names.add(bundle.getSymbolicName());
            }
        }
        var bundles = List.copyOf(names);
        LogManager.getLogManager().getLoggerNames().asIterator().forEachRemaining(name -> {
            if (bundles.stream().anyMatch(bundle -> name.startsWith(bundle + "."))) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether a part logs its details. */
    public boolean isOn(String name) {
        return Logger.getLogger(name).isLoggable(Level.FINE);
    }

    /**
     * Lets a part log its details, or no more than others do.
     *
     * @return takes it back
     */
    public Runnable set(String name, boolean on) {
        var logger = switched.computeIfAbsent(name, Logger::getLogger);
        var before = logger.getLevel();
        logger.setLevel(on ? DETAILS : null);
        if (!on && logger.isLoggable(Level.FINE)) {
            logger.setLevel(Level.INFO); // all of them log their details, but this one shall not
        }
        return () -> logger.setLevel(before);
    }
}
