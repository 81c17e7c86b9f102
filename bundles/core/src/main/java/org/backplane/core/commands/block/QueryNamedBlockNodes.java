package org.backplane.core.commands.block;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.BlockNodes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The open block nodes. */
@Component
@CommandName("query-named-block-nodes")
@Doc("The open block nodes.")
@LeastRole(Role.OBSERVER)
public final class QueryNamedBlockNodes
        implements Command<QueryNamedBlockNodes.Arguments, CompletionStage<List<BlockDeviceInfo>>> {
    public record Arguments(
            @Doc("Leave out what lies below them; nothing does")
            Optional<Boolean> flat) {}

    private final BlockNodes nodes;

    @Activate
    public QueryNamedBlockNodes(@Reference BlockNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<List<BlockDeviceInfo>> run(QueryNamedBlockNodes.Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(
                () -> nodes.infos().stream().map(BlockDeviceInfo::of).toList());
    }
}
