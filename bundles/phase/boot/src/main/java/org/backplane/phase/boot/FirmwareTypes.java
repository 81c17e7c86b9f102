package org.backplane.phase.boot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.backplane.api.NamedBy;
import org.backplane.api.firmware.Firmware;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.CollectionType;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The built-in firmware that there is now. */
@Component(service = FirmwareTypes.class)
public final class FirmwareTypes {
    private static final String NAME =
            Firmware.class.getAnnotation(NamedBy.class).value();

    /** In the order of their ranking, the best last. */
    @Reference(
            service = Firmware.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            collectionType = CollectionType.TUPLE)
    private volatile List<Map.Entry<Map<String, Object>, Firmware>> known;

    @Activate
    public FirmwareTypes() {
        this(List.of());
    }

    /** Those that a test knows. */
    FirmwareTypes(List<Map.Entry<Map<String, Object>, Firmware>> known) {
        this.known = known;
    }

    /** The best one of that name, if there is one. */
    Optional<Firmware> named(String name) {
        return known.stream()
                .filter(entry -> name.equals(entry.getKey().get(NAME)))
                .reduce((_, better) -> better)
                .map(Map.Entry::getValue);
    }

    /** The names of all, for error messages. */
    String names() {
        var names = known.stream()
                .map(entry -> String.valueOf(entry.getKey().get(NAME)))
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }
}
