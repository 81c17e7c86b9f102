package org.backplane.phase.board;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.machine.Board;
import org.backplane.api.machine.Machine;
import org.backplane.api.machine.MachineType;
import org.backplane.api.schema.Records;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The machine types that are there at this moment, by name. */
@Component(service = MachineTypes.class)
public final class MachineTypes {
    private static final String NAME = "backplane.machine.name";

    private final Records records;
    private final Map<String, MachineType<?>> types = new ConcurrentSkipListMap<>();

    @Activate
    public MachineTypes(@Reference Records records) {
        this.records = records;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addType(MachineType<?> type, Map<String, Object> properties) {
        types.put((String) properties.get(NAME), type);
    }

    void removeType(MachineType<?> type, Map<String, Object> properties) {
        types.remove((String) properties.get(NAME), type);
    }

    /**
     * Has the type look at the board's settings.
     *
     * @throws CommandException if there is no such type, or such a machine cannot be
     */
    void check(Board board) {
        check(find(board), board);
    }

    /**
     * Builds the machine that the board's settings ask for.
     *
     * @throws CommandException if there is no such type, or it cannot be built
     */
    Machine build(Board board) {
        return build(find(board), board);
    }

    private MachineType<?> find(Board board) {
        var name = board.settings().type();
        var type = types.get(name);
        if (type == null) {
            throw CommandException.badArgument(
                    "type",
                    "machine type '%s' not found; there is %s"
                            .formatted(name, types.isEmpty() ? "none" : String.join(", ", types.keySet())));
        }
        return type;
    }

    private <P extends Record> void check(MachineType<P> type, Board board) {
        type.check(properties(type, board), board.settings());
    }

    private <P extends Record> Machine build(MachineType<P> type, Board board) {
        return type.build(properties(type, board), board);
    }

    @SuppressWarnings("unchecked") // the record is that of this very type
    private <P extends Record> P properties(MachineType<P> type, Board board) {
        return (P) records.bind(
                Records.propertiesOf(type, MachineType.class), board.settings().properties(), Form.TYPED);
    }
}
