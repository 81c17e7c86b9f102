package org.backplane.core.commands.character;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The types of character devices. */
@Component
@CommandName("query-chardev-backends")
@Doc("The types of character devices.")
@LeastRole(Role.OBSERVER)
public final class QueryChardevBackends
        implements Command<Command.None, List<QueryChardevBackends.ChardevBackendInfo>> {
    public record ChardevBackendInfo(@Doc("Its name") String name) {}

    private final Catalog catalog;

    @Activate
    public QueryChardevBackends(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<QueryChardevBackends.ChardevBackendInfo> run(Command.None arguments, Call call) {
        return catalog.names(ChardevType.class).stream()
                .map(ChardevBackendInfo::new)
                .toList();
    }
}
