package org.backplane.core.repository;

import java.util.Optional;
import org.backplane.api.NamedBy;
import org.osgi.framework.ServiceReference;

/**
 * How the services of a type are named.
 *
 * @param property the service property that holds the name
 * @param noun what users call such a thing
 * @param unknown what is said of a name that no such thing has
 */
public record Naming(String property, String noun, String unknown) {
    private static final String SUFFIX = ".name";

    /**
     * How services of a type are named.
     *
     * @throws IllegalArgumentException if they are not, by a {@link NamedBy}
     */
    public static Naming of(Class<?> type) {
        var named = type.getAnnotation(NamedBy.class);
        if (named == null) {
            throw new IllegalArgumentException(type + " has no names");
        }
        var unknown = named.unknown().isEmpty() ? named.noun() + " '%s' not found" : named.unknown();
        return new Naming(named.value(), named.noun(), unknown);
    }

    /** The name of a service; empty if it has none. */
    public Optional<String> name(ServiceReference<?> reference) {
        return reference.getProperty(property) instanceof String name ? Optional.of(name) : Optional.empty();
    }

    /** The namespace of the capabilities by which bundles say that they have such services. */
    String namespace() {
        return property.endsWith(SUFFIX) ? property.substring(0, property.length() - SUFFIX.length()) : property;
    }
}
