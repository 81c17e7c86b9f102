package org.backplane.core.commands.object;

import java.util.List;
import java.util.Optional;
import org.backplane.api.Default;
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

/** The objects of the tree, and the bundles that they are from. */
@Component
@CommandName("query-qom-tree")
@Doc("The objects of the tree, and the bundles that they are from.")
@LeastRole(Role.OBSERVER)
public final class QueryQomTree implements Command<QueryQomTree.Arguments, List<QueryQomTree.ObjectInfo>> {

    public record Arguments(
            @Doc("Where to begin") @Default("/") String path) {}

    public record ObjectInfo(
            @Doc("Where it is") String path,
            @Doc("Its type") String type,

            @Doc("Name and version of the bundle that it is from, where that is known")
            Optional<String> bundle) {}

    private final ObjectTree tree;

    @Activate
    public QueryQomTree(@Reference ObjectTree tree) {
        this.tree = tree;
    }

    @Override
    public List<QueryQomTree.ObjectInfo> run(QueryQomTree.Arguments arguments, Call call) {
        return tree.all(arguments.path).stream()
                .map(located -> new ObjectInfo(located.path(), located.object().type(), tree.bundle(located.path())))
                .toList();
    }
}
