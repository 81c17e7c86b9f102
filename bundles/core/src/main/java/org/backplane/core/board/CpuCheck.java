package org.backplane.core.board;

import org.backplane.api.command.CommandException;
import org.backplane.api.command.Request.Form;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.machine.MachineCheck;
import org.backplane.api.machine.MachineSettings;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says before there is a machine whether there is such a processor as the user wants for it. */
@Component
public final class CpuCheck implements MachineCheck {
    private final Catalog catalog;

    @Activate
    public CpuCheck(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void check(MachineSettings settings) {
        settings.cpu().map(CpuModel::parse).ifPresent(this::check);
    }

    private void check(CpuModel model) {
        try {
            catalog.bind(catalog.properties(CpuType.class, model.type()), model.properties(), Form.WORDS);
        } catch (CommandException e) {
            throw CommandException.badArgument("cpu", e.message());
        }
    }
}
