package org.backplane.core.bundle;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.backplane.api.NamedBy;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What a bundle offers by name at this moment. */
record Offers(Bundle bundle) {

    /** The names of its services of a type that has {@link NamedBy}. */
    SortedSet<String> names(Class<?> type) {
        var names = new TreeSet<String>();
        references(type).forEach(reference -> names.add(name(type, reference)));
        return names;
    }

    /** Its service of that name. */
    <S> Optional<S> find(Class<S> type, String name) {
        return references(type)
                .filter(reference -> name.equals(name(type, reference)))
                .findFirst()
                .map(reference -> bundle.getBundleContext().getService(reference))
                .map(type::cast);
    }

    private Stream<ServiceReference<?>> references(Class<?> type) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered == null
                ? Stream.empty()
                : Stream.<ServiceReference<?>>of(registered).filter(reference -> isOf(type, reference));
    }

    private static boolean isOf(Class<?> type, ServiceReference<?> reference) {
        var types = (String[]) reference.getProperty(Constants.OBJECTCLASS);
        return Stream.of(types).anyMatch(type.getName()::equals)
                && !name(type, reference).isEmpty();
    }

    private static String name(Class<?> type, ServiceReference<?> reference) {
        var key = type.getAnnotation(NamedBy.class).value();
        return reference.getProperty(key) instanceof String name ? name : "";
    }
}
