package org.backplane.core.commands.object;

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

/** The value of an object's property; of a child, its path. */
@Component
@CommandName("qom-get")
@Doc("The value of an object's property; of a child, its path.")
@LeastRole(Role.OBSERVER)
public final class QomGet implements Command<QomGet.Arguments, Object> {

    public record Arguments(
            @Doc("The object's path, or the end of it if that is not ambiguous")
            String path,

            @Doc("Name of the property") String property) {}

    private final ObjectTree tree;

    @Activate
    public QomGet(@Reference ObjectTree tree) {
        this.tree = tree;
    }

    @Override
    public Object run(QomGet.Arguments arguments, Call call) {
        return tree.find(arguments.path).property(arguments.property).value();
    }
}
