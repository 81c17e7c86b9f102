package org.backplane.core.commands;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.backend.ChardevType;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.api.cpu.CpuType;
import org.backplane.api.device.DeviceType;
import org.backplane.api.machine.MachineType;
import org.backplane.core.schema.Catalog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The types of objects that can be made. */
@Component
@CommandName("qom-list-types")
@Doc("The types of objects that can be made.")
@LeastRole(Role.OBSERVER)
public final class QomListTypes implements Command<QomListTypes.Arguments, List<QomListTypes.ObjectTypeInfo>> {

    public record Arguments(
            @Doc("Only types that implement this one") @Name("implements")
            Optional<String> implementing,

            @Doc("Include abstract types; there are none") @Name("abstract") @Default("false")
            boolean includeAbstract) {}

    public record ObjectTypeInfo(
            @Doc("Its name") String name,

            @Doc("Whether none can be made") @Name("abstract")
            Optional<Boolean> isAbstract,

            @Doc("The type it extends") Optional<String> parent) {}

    /** A kind of service whose names are object types, in QEMU's spelling. */
    private record Kind(Class<?> service, String form, String parent) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(DeviceType.class, "%s", "device"),
            new Kind(MachineType.class, "%s-machine", "machine"),
            new Kind(CpuType.class, "%s-cpu", "cpu"),
            new Kind(ChardevType.class, "chardev-%s", "chardev"));

    private final Catalog catalog;

    @Activate
    public QomListTypes(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<QomListTypes.ObjectTypeInfo> run(QomListTypes.Arguments arguments, Call call) {
        return KINDS.stream()
                .filter(kind -> arguments.implementing.map(kind.parent::equals).orElse(true))
                .flatMap(kind -> catalog.names(kind.service).stream()
                        .map(name -> new ObjectTypeInfo(
                                kind.form.formatted(name), Optional.empty(), Optional.of(kind.parent))))
                .toList();
    }
}
