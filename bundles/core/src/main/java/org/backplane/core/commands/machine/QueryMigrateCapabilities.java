package org.backplane.core.commands.machine;

import java.util.Arrays;
import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** What migration can do, and whether it would. */
@Component
@CommandName("query-migrate-capabilities")
@Doc("What migration can do, and whether it would.")
@LeastRole(Role.OBSERVER)
public final class QueryMigrateCapabilities
        implements Command<Command.None, List<QueryMigrateCapabilities.MigrationCapabilityStatus>> {
    public record MigrationCapabilityStatus(
            @Doc("Its name") MigrationCapability capability,
            @Doc("Whether it is switched on") boolean state) {}

    /** Those of QEMU's that management programs ask for; the others belong to ways of migrating that are not ours. */
    public enum MigrationCapability {
        EVENTS,
        PAUSE_BEFORE_SWITCHOVER
    }

    @Override
    public List<QueryMigrateCapabilities.MigrationCapabilityStatus> run(Command.None arguments, Call call) {
        return Arrays.stream(MigrationCapability.values())
                .map(capability -> new MigrationCapabilityStatus(capability, false))
                .toList();
    }
}
