package org.backplane.core.commands.machine;

import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** Whether KVM is there and used. It is neither: guests are interpreted and translated, whatever the host has. */
@Component
@CommandName("query-kvm")
@Doc("Whether KVM is there and used: guests are always translated.")
@LeastRole(Role.OBSERVER)
public final class QueryKvm implements Command<Command.None, QueryKvm.KvmInfo> {
    public record KvmInfo(
            @Doc("Whether it is used") boolean enabled,
            @Doc("Whether it could be") boolean present) {}

    @Override
    public QueryKvm.KvmInfo run(Command.None arguments, Call call) {
        return new KvmInfo(false, false);
    }
}
