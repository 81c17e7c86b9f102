package org.backplane.core.commands.object;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandException;
import org.backplane.api.command.CommandException.Kind;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.ObjectTypes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The properties that objects of a type have. */
@Component
@CommandName("qom-list-properties")
@Doc("The properties that objects of a type have.")
@LeastRole(Role.OBSERVER)
public final class QomListProperties implements Command<QomListProperties.Arguments, List<ObjectPropertyInfo>> {
    public record Arguments(@Doc("Name of the type") String typename) {}

    private final ObjectTypes types;

    @Activate
    public QomListProperties(@Reference ObjectTypes types) {
        this.types = types;
    }

    @Override
    public List<ObjectPropertyInfo> run(QomListProperties.Arguments arguments, Call call) {
        var type = types.find(arguments.typename)
                .orElseThrow(() -> new CommandException(
                        Kind.DEVICE_NOT_FOUND, "Class '%s' not found".formatted(arguments.typename)));
        var common = type.common().entrySet().stream()
                .map(property -> ObjectPropertyInfo.of(property.getKey(), property.getValue()));
        var own = types.properties(type).stream().map(ObjectPropertyInfo::of).map(ObjectPropertyInfo::withoutDefault);
        return Stream.of(Stream.of(ObjectPropertyInfo.TYPE), common, own)
                .flatMap(infos -> infos)
                .toList();
    }
}
