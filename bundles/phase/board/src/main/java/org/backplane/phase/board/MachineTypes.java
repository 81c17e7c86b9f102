package org.backplane.phase.board;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.backplane.api.NamedBy;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.schema.Records;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.CollectionType;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The machine types that there are now. */
@Component(service = MachineTypes.class)
public final class MachineTypes {
    private static final NamedBy NAMING = MachineType.class.getAnnotation(NamedBy.class);

    private final Records records;

    /** In the order of their ranking, the best last. */
    @Reference(
            service = MachineType.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            collectionType = CollectionType.TUPLE)
    private volatile List<Map.Entry<Map<String, Object>, MachineType<?>>> known = List.of();

    @Activate
    public MachineTypes(@Reference Records records) {
        this.records = records;
    }

    /** Those that a test knows. */
    MachineTypes(Records records, List<Map.Entry<Map<String, Object>, MachineType<?>>> known) {
        this.records = records;
        this.known = known;
    }

    /**
     * A machine type with the properties that the user gave it.
     *
     * @throws CommandException if there is no such type, or the properties do not fit it
     */
    Chosen<?> choose(MachineSettings settings) {
        return chosen(named(settings.type()), settings.properties());
    }

    private MachineType<?> named(String name) {
        return known.stream()
                .filter(entry -> name.equals(entry.getKey().get(NAMING.value())))
                .reduce((_, better) -> better)
                .<MachineType<?>>map(Map.Entry::getValue)
                .orElseThrow(() -> CommandException.badArgument(
                        "type", "%s '%s' not found; there is %s".formatted(NAMING.noun(), name, names())));
    }

    private String names() {
        var names = known.stream()
                .map(entry -> String.valueOf(entry.getKey().get(NAMING.value())))
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none at all" : names;
    }

    @SuppressWarnings("unchecked") // the record is the one that the type itself names
    private <P extends Record> Chosen<P> chosen(MachineType<P> type, Map<String, Object> properties) {
        var record = (Class<P>) Records.propertiesOf(type, MachineType.class);
        return new Chosen<>(type, records.bind(record, properties, Form.TYPED));
    }
}
