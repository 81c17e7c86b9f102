package org.backplane.core.commands.machine;

import java.util.Arrays;
import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.device.DeviceType;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The TPMs that a machine can have. */
@Component
@CommandName("query-tpm-models")
@Doc("The TPMs that a machine can have.")
@LeastRole(Role.OBSERVER)
public final class QueryTpmModels implements Command<Command.None, List<QueryTpmModels.TpmModel>> {
    /** The interfaces of TPMs that QEMU has names for. */
    public enum TpmModel {
        TPM_TIS("tpm-tis-device"),
        TPM_CRB("tpm-crb"),
        TPM_SPAPR("tpm-spapr");

        private final String deviceType;

        TpmModel(String deviceType) {
            this.deviceType = deviceType;
        }

        String deviceType() {
            return deviceType;
        }
    }

    private final Catalog catalog;

    @Activate
    public QueryTpmModels(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<QueryTpmModels.TpmModel> run(Command.None arguments, Call call) {
        var types = catalog.names(DeviceType.class);
        return Arrays.stream(TpmModel.values())
                .filter(model -> types.contains(model.deviceType()))
                .toList();
    }
}
