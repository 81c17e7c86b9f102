package org.backplane.launcher;

import java.util.Map;
import org.apache.felix.framework.Felix;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the framework forget which services an uninstalled bundle used. Felix 7.0.5 keeps that, and with it the bundle and
 * all that its jar's manifest says, until those services go ({@code ServiceRegistry.ungetService} takes a count that has
 * come to zero out of its map for prototypes only): 20 KB each time a bundle is swapped.
 */
final class FormerUsers implements SynchronousBundleListener {
    private static final Logger LOG = LoggerFactory.getLogger(FormerUsers.class);

    private final Map<?, ?> users;

    private FormerUsers(Map<?, ?> users) {
        this.users = users;
    }

    /** What a framework has to tell of its bundles, once it is initialized. */
    static FormerUsers of(Felix framework) {
        return new FormerUsers(users(framework));
    }

    private static Map<?, ?> users(Felix framework) {
        try {
            return (Map<?, ?>) field(field(framework, Felix.class, "m_registry"), "m_inUseMap");
        } catch (ReflectiveOperationException | ClassCastException e) {
            LOG.debug("This framework is another one; it may keep bundles that are gone", e);
            return Map.of();
        }
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        return field(owner, owner.getClass(), name);
    }

    private static Object field(Object owner, Class<?> type, String name) throws ReflectiveOperationException {
        var field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED && users.containsKey(event.getBundle())) {
            users.remove(event.getBundle());
        }
    }

    /** How many bundles the framework takes for users of services. */
    int count() {
        return users.size();
    }
}
