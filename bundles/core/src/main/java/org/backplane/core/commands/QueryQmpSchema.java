package org.backplane.core.commands;

import java.util.List;
import java.util.Map;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Commands;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.schema.Catalog;
import org.backplane.core.schema.EventCatalog;
import org.backplane.core.schema.Introspection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all commands and events look like at this moment, in the form of QEMU's SchemaInfo. */
@Component
@CommandName("query-qmp-schema")
@Doc("What all commands and events take and answer.")
@LeastRole(Role.OBSERVER)
public final class QueryQmpSchema implements Command<Command.None, List<Map<String, Object>>> {
    private final Commands commands;
    private final EventCatalog events;
    private final Catalog catalog;

    @Activate
    public QueryQmpSchema(@Reference Commands commands, @Reference EventCatalog events, @Reference Catalog catalog) {
        this.commands = commands;
        this.events = events;
        this.catalog = catalog;
    }

    @Override
    public List<Map<String, Object>> run(Command.None arguments, Call call) {
        var introspection = new Introspection(catalog::branches);
        commands.names().stream()
                .flatMap(name -> commands.command(name).stream())
                .forEach(introspection::add);
        events.events().forEach(introspection::add);
        return introspection.infos();
    }
}
