package org.backplane.transport.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.backplane.api.config.Section;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The sections in the service registry. It asks every time and keeps nothing, so what leaves is gone at once. */
record SectionRegistry(BundleContext context) implements Sections {
    private static final String NAME = "backplane.section.name";

    @Override
    public SortedSet<String> names() {
        var names = new TreeSet<String>();
        references().forEach(reference -> names.add(name(reference)));
        return names;
    }

    @Override
    public Optional<Section<?>> find(String name) {
        return references().stream()
                .filter(reference -> name(reference).equals(name))
                .max(Comparator.naturalOrder())
                .map(context::getService);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type arguments
    private Collection<ServiceReference<Section<?>>> references() {
        try {
            return (Collection) context.getServiceReferences(Section.class, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        }
    }

    private static String name(ServiceReference<?> reference) {
        return String.valueOf(reference.getProperty(NAME));
    }
}
