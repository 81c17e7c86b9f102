package org.backplane.core.commands.object;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.ObjectTypes;
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

            @Doc("Include types of which no object is made") @Name("abstract") @Default("false")
            boolean includeAbstract) {}

    public record ObjectTypeInfo(
            @Doc("Its name") String name,

            @Doc("Whether none can be made") @Name("abstract")
            Optional<Boolean> isAbstract,

            @Doc("The type it extends") Optional<String> parent) {}

    private final ObjectTypes types;

    @Activate
    public QomListTypes(@Reference ObjectTypes types) {
        this.types = types;
    }

    @Override
    public List<QomListTypes.ObjectTypeInfo> run(QomListTypes.Arguments arguments, Call call) {
        return types.all().stream()
                .filter(type -> arguments.includeAbstract || !type.isAbstract())
                .filter(type -> arguments.implementing.map(type::isA).orElse(true))
                .map(type -> new ObjectTypeInfo(
                        type.name(),
                        Optional.of(true).filter(_ -> type.isAbstract()),
                        Optional.of(type.parent()).filter(parent -> !parent.isEmpty())))
                .toList();
    }
}
