package org.backplane.core.commands.machine;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.osgi.service.component.annotations.Component;

/** The back ends that a TPM can have. */
@Component
@CommandName("query-tpm-types")
@Doc("The back ends that a TPM can have.")
@LeastRole(Role.OBSERVER)
public final class QueryTpmTypes implements Command<Command.None, List<QueryTpmTypes.TpmType>> {
    /** The back ends of TPMs that QEMU has names for. */
    public enum TpmType {
        PASSTHROUGH,
        EMULATOR
    }

    @Override
    public List<QueryTpmTypes.TpmType> run(Command.None arguments, Call call) {
        return List.of(); // see QueryTpmModels: a back end without a device would be good for nothing
    }
}
