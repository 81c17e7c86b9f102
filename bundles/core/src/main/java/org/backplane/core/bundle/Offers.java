package org.backplane.core.bundle;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.backplane.core.repository.Naming;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What a bundle offers by name at this moment. */
record Offers(Bundle bundle) {

    /** The names of its services of a type. */
    SortedSet<String> names(Class<?> type) {
        var names = new TreeSet<String>();
        references(type).forEach(reference -> Naming.of(type).name(reference).ifPresent(names::add));
        return names;
    }

    /** Its service of that name. */
    <S> Optional<S> find(Class<S> type, String name) {
        return references(type)
                .filter(reference -> Naming.of(type).name(reference).equals(Optional.of(name)))
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
        return Stream.of((String[]) reference.getProperty(Constants.OBJECTCLASS))
                .anyMatch(type.getName()::equals);
    }
}
