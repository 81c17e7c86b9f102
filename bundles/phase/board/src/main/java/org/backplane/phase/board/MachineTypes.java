package org.backplane.phase.board;

import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.schema.Records;
import org.backplane.api.schema.Types;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The machine types, and what users give them. */
@Component(service = MachineTypes.class)
public final class MachineTypes {
    private final Records records;
    private final Types types;

    @Activate
    public MachineTypes(@Reference Records records, @Reference Types types) {
        this.records = records;
        this.types = types;
    }

    /**
     * A machine type with the properties that the user gave it.
     *
     * @throws CommandException if there is no such type, or the properties do not fit it
     */
    Chosen<?> choose(MachineSettings settings) {
        return types.with(MachineType.class, settings.type(), type -> choose(type, settings.properties()));
    }

    private Chosen<?> choose(MachineType<?> type, Map<String, Object> properties) {
        return chosen(type, properties);
    }

    @SuppressWarnings("unchecked") // the record is the one that the type itself names
    private <P extends Record> Chosen<P> chosen(MachineType<P> type, Map<String, Object> properties) {
        var record = (Class<P>) Records.propertiesOf(type, MachineType.class);
        return new Chosen<>(type, records.bind(record, properties, Form.TYPED));
    }
}
