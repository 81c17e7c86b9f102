package org.backplane.core.schema;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.backplane.api.event.EventName;
import org.backplane.api.schema.Schema;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that the bundles of this moment may tell, as their manifests say; nothing is kept. */
@Component(service = EventCatalog.class)
public final class EventCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(EventCatalog.class);

    private final BundleContext context;

    @Activate
    public EventCatalog(BundleContext context) {
        this.context = context;
    }

    /** The data of each event, by the event's name. */
    public SortedMap<String, Schema.Struct> events() {
        var events = new TreeMap<String, Schema.Struct>();
        for (var bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING) {
                addEvents(bundle, events);
            }
        }
        return events;
    }

    private static void addEvents(Bundle bundle, SortedMap<String, Schema.Struct> events) {
        var revision = bundle.adapt(BundleRevision.class);
        if (revision != null) { // null once the bundle is uninstalled
            for (var capability : revision.getDeclaredCapabilities(EventName.NAMESPACE)) {
                data(bundle, capability).ifPresent(data -> events.put(attribute(capability, "name"), data));
            }
        }
    }

    private static Optional<Schema.Struct> data(Bundle bundle, BundleCapability capability) {
        try {
            return Optional.of(SchemaReader.struct(bundle.loadClass(attribute(capability, EventName.CLASS))));
        } catch (ClassNotFoundException e) {
            LOG.error("{} has no class for its event {}", bundle, attribute(capability, "name"), e);
            return Optional.empty();
        }
    }

    private static String attribute(BundleCapability capability, String name) {
        return String.valueOf(capability.getAttributes().get(name));
    }
}
