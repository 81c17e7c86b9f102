package org.backplane.core;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.core.repository.Installer;
import org.backplane.core.repository.Repository;
import org.backplane.core.schema.Catalog;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** A service registry that is a list: enough of a framework to look services up by name. */
public final class FakeRegistry {
    private final List<FakeReference> references = new ArrayList<>();
    private final List<ServiceListener> listeners = new ArrayList<>();
    private int next;

    private record FakeReference(int id, Class<?> type, Map<String, Object> properties, Object service)
            implements ServiceReference<Object> {
        @Override
        public @Nullable Object getProperty(String key) {
            return properties.get(key);
        }

        @Override
        public String[] getPropertyKeys() {
            return properties.keySet().toArray(String[]::new);
        }

        @Override
        public Bundle getBundle() {
            return proxy(Bundle.class, (_, _, _) -> type); // a provider loads the type of its service
        }

        @Override
        public Bundle[] getUsingBundles() {
            return new Bundle[0];
        }

        @Override
        public boolean isAssignableTo(Bundle bundle, String className) {
            return true;
        }

        @Override
        public int compareTo(Object other) {
            return Integer.compare(((FakeReference) other).id, id); // of two, the older one is the better
        }

        @Override
        @SuppressWarnings("JdkObsolete") // the framework's own type
        public Dictionary<String, Object> getProperties() {
            return new Hashtable<>(properties);
        }

        @Override
        public <A> A adapt(Class<A> adapted) {
            throw new UnsupportedOperationException();
        }
    }

    /** Registers a service under a name. */
    public <S> ServiceReference<?> register(Class<S> type, String nameProperty, String name, S service) {
        return register(type, Map.of(nameProperty, name), service);
    }

    /** Registers a service with properties. */
    public <S> ServiceReference<?> register(Class<S> type, Map<String, Object> properties, S service) {
        var reference = new FakeReference(next++, type, properties, service);
        references.add(reference);
        tell(ServiceEvent.REGISTERED, reference);
        return reference;
    }

    /** Takes a service away. */
    public void unregister(ServiceReference<?> reference) {
        references.remove(reference);
        tell(ServiceEvent.UNREGISTERING, reference);
    }

    private void tell(int what, ServiceReference<?> reference) {
        listeners.forEach(listener -> listener.serviceChanged(new ServiceEvent(what, reference)));
    }

    /** The context of a framework that has nothing but bundles of those names. */
    public static BundleContext bundles(String... names) {
        var bundles = Stream.of(names).map(FakeRegistry::bundle).toArray(Bundle[]::new);
        return proxy(BundleContext.class, (_, _, _) -> bundles);
    }

    private static Bundle bundle(String name) {
        return proxy(Bundle.class, (_, _, _) -> name);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FakeRegistry.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private List<FakeReference> of(Object type) {
        return references.stream().filter(reference -> reference.type() == type).toList();
    }

    private ServiceReference<?>[] named(String type) {
        return references.stream()
                .filter(reference -> reference.type().getName().equals(type))
                .toArray(ServiceReference<?>[]::new);
    }

    /** A catalog of the registry, which can be had without a repository. */
    public Catalog catalog() {
        return new Catalog(context(), repository());
    }

    /** A repository with nothing in it. */
    public Repository repository() {
        return new Repository(context(), new Installer(context()));
    }

    /** The context through which components see the registry. */
    public BundleContext context() {
        return proxy(BundleContext.class, (_, method, args) -> {
            return switch (method.getName()) {
                case "getServiceReferences" -> args[0] instanceof String name ? named(name) : of(args[0]);
                case "getAllServiceReferences" -> named((String) args[0]);
                case "getBundle" -> bundle("core");
                case "getService" -> ((FakeReference) args[0]).service();
                case "getBundles" -> new Bundle[0];
                case "getProperty", "getDataFile" -> null;
                case "addServiceListener" -> {
                    listeners.add((ServiceListener) args[0]);
                    yield null;
                }
                case "removeServiceListener" -> {
                    listeners.remove((ServiceListener) args[0]);
                    yield null;
                }
                case "addBundleListener", "removeBundleListener" -> null;
                default -> throw new UnsupportedOperationException(method.getName());
            };
        });
    }
}
