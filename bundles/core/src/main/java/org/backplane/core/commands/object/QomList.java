package org.backplane.core.commands.object;

import java.util.List;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.ObjectTree;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The properties of an object, its children among them. */
@Component
@CommandName("qom-list")
@Doc("The properties of an object, its children among them.")
@LeastRole(Role.OBSERVER)
public final class QomList implements Command<QomList.Arguments, List<ObjectPropertyInfo>> {

    public record Arguments(
            @Doc("The object's path, or the end of it if that is not ambiguous")
            String path) {}

    private final ObjectTree tree;

    @Activate
    public QomList(@Reference ObjectTree tree) {
        this.tree = tree;
    }

    @Override
    public List<ObjectPropertyInfo> run(QomList.Arguments arguments, Call call) {
        return tree.find(arguments.path).properties().entrySet().stream()
                .map(property -> ObjectPropertyInfo.of(
                        property.getKey(), property.getValue().type()))
                .toList();
    }
}
