package org.backplane.core.board;

import java.util.LinkedHashMap;
import java.util.Map;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.machine.MachineSettings;
import org.backplane.api.machine.MachineType;
import org.backplane.api.phase.Phase;
import org.backplane.core.loop.Phases;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.SchemaReader;
import org.backplane.core.schema.Trees;

/** Changes what the user asked for, as long as nothing is built: the machine is made once more. */
final class SettingsChange implements ObjectNode.Setter {
    private final Catalog catalog;
    private final Phases phases;
    private final Vm vm;
    private final MachineSettings before;

    /** Changes these settings, which are those of the machine that there is. */
    SettingsChange(Catalog catalog, Phases phases, Vm vm, MachineSettings before) {
        this.catalog = catalog;
        this.phases = phases;
        this.vm = vm;
        this.before = before;
    }

    @Override
    public boolean takes(String setting) {
        return isCommon(setting) || isOwn(setting);
    }

    private static boolean isCommon(String setting) {
        return MachineBoard.SETTINGS.stream().anyMatch(member -> member.name().equals(setting));
    }

    /** Whether it is one of the type of machine, of which nothing is known while its bundle is stopped. */
    private boolean isOwn(String setting) {
        return catalog.names(MachineType.class).contains(before.type())
                && SchemaReader.struct(catalog.properties(MachineType.class, before.type()))
                        .member(setting)
                        .isPresent();
    }

    @Override
    public Runnable set(String setting, Object value) {
        if (phases.phase().compareTo(Phase.MACHINE_INITIALIZED) >= 0) {
            throw CommandException.badArgument("property", "Property '%s' can no longer be set".formatted(setting));
        }
        remake(changed(setting, value));
        return () -> remake(before);
    }

    private MachineSettings changed(String setting, Object value) {
        var tree = Trees.ofRecord(before);
        if (isCommon(setting)) {
            tree.put(setting, value);
        } else {
            var own = new LinkedHashMap<String, Object>(before.properties());
            own.put(setting, value);
            tree.put("properties", Map.copyOf(own));
        }
        return catalog.bind(MachineSettings.class, tree, Form.TYPED);
    }

    private void remake(MachineSettings settings) {
        var phase = phases.phase();
        try {
            make(settings, phase);
        } catch (RuntimeException e) {
            make(before, phase);
            throw e;
        }
    }

    private void make(MachineSettings settings, Phase phase) {
        phases.retreat(Phase.NO_MACHINE);
        vm.create(settings);
        phases.advance(phase);
    }
}
