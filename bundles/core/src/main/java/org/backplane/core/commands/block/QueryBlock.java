package org.backplane.core.commands.block;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.backplane.api.Doc;
import org.backplane.api.command.Call;
import org.backplane.api.command.Command;
import org.backplane.api.command.CommandName;
import org.backplane.api.command.LeastRole;
import org.backplane.api.command.Role;
import org.backplane.core.board.BlockNodes;
import org.backplane.core.board.Vm;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The disks of the machine. */
@Component
@CommandName("query-block")
@Doc("The disks of the machine.")
@LeastRole(Role.OBSERVER)
public final class QueryBlock implements Command<Command.None, CompletionStage<List<QueryBlock.BlockInfo>>> {
    public record BlockInfo(
            @Doc("Name of a drive, from times when disks had two; always empty")
            String device,

            @Doc("The device that uses the node") Optional<String> qdev,
            @Doc("Nothing that means anything any more") String type,
            @Doc("Whether its medium can be taken out") boolean removable,
            @Doc("Whether the guest keeps its medium in") boolean locked,
            @Doc("The block node") Optional<BlockDeviceInfo> inserted,

            @Doc("Whether it stopped the machine for an error; devices tell the guest instead")
            Optional<IoStatus> ioStatus) {}

    public enum IoStatus {
        OK,
        FAILED,
        NOSPACE
    }

    private final Vm vm;
    private final BlockNodes nodes;

    @Activate
    public QueryBlock(@Reference Vm vm, @Reference BlockNodes nodes) {
        this.vm = vm;
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<List<QueryBlock.BlockInfo>> run(Command.None arguments, Call call) {
        var disks = vm.disks();
        return CompletableFuture.supplyAsync(() -> {
            var infos =
                    nodes.infos().stream().collect(Collectors.toMap(BlockNodes.NodeInfo::name, BlockDeviceInfo::of));
            return disks.stream()
                    .map(disk -> info(disk, Optional.ofNullable(infos.get(disk.node()))))
                    .toList();
        });
    }

    private static BlockInfo info(Vm.Disk disk, Optional<BlockDeviceInfo> inserted) {
        return new BlockInfo(
                "", Optional.of(disk.device()), "unknown", false, false, inserted, Optional.of(IoStatus.OK));
    }
}
