package org.backplane.core.commands;

import java.util.concurrent.CompletionStage;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Unmakes;
import org.backplane.core.board.BlockNodes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Closes a block node that no device uses. */
@Component
@CommandName("blockdev-del")
@Doc("Closes a block node that no device uses.")
@Unmakes(value = "block node", by = "node-name")
public final class BlockdevDel implements Command<BlockdevDel.Arguments, CompletionStage<Command.Done>> {

    public record Arguments(@Doc("Name of the node") String nodeName) {}

    private final BlockNodes nodes;

    @Activate
    public BlockdevDel(@Reference BlockNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<Command.Done> run(BlockdevDel.Arguments arguments, Call call) {
        return nodes.remove(arguments.nodeName).thenApply(_ -> Done.DONE);
    }
}
