package org.backplane.core.commands;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Rest;
import org.backplane.api.VariantsOf;
import org.backplane.api.backend.BlockDriver;
import org.backplane.api.command.Call;
import org.backplane.api.command.CliOption;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.Makes;
import org.backplane.core.board.BlockNodes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a block node, the host end of a disk. */
@Component
@CommandName("blockdev-add")
@Doc("Opens a block node, the host end of a disk.")
@Makes(value = "block node", by = "node-name")
@CliOption("blockdev")
public final class BlockdevAdd implements Command<BlockdevAdd.Arguments, CompletionStage<Command.Done>> {

    public record Arguments(
            @Doc("Block driver") String driver,
            @Doc("Name of the new node") String nodeName,

            @Doc("Whether nothing is written to it") @Default("off")
            boolean readOnly,

            @Doc("Properties of that driver") @Rest @VariantsOf(value = BlockDriver.class, tag = "driver")
            Map<String, Object> properties) {}

    private final BlockNodes nodes;

    @Activate
    public BlockdevAdd(@Reference BlockNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<Command.Done> run(BlockdevAdd.Arguments arguments, Call call) {
        return CompletableFuture.supplyAsync(() -> {
            nodes.add(arguments.nodeName, arguments.driver, arguments.readOnly, arguments.properties);
            call.undo(() -> nodes.remove(arguments.nodeName));
            return Done.DONE;
        });
    }
}
