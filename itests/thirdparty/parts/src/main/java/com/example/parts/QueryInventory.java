package com.example.parts;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A command: tells what {@link Inventory} has noted. */
@Component
@CommandName("example-inventory")
@Doc("The types of the devices that the machine was ready with.")
@LeastRole(Role.OBSERVER)
public final class QueryInventory implements Command<Command.None, List<String>> {
    private final Inventory inventory;

    @Activate
    public QueryInventory(@Reference Inventory inventory) {
        this.inventory = inventory;
    }

    @Override
    public List<String> run(Command.None arguments, Call call) {
        return inventory.devices();
    }
}
