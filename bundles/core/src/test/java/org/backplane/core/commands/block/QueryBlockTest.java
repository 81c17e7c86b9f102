package org.backplane.core.commands.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.phase.Phase;
import org.backplane.core.Bench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryBlockTest {
    final Bench bench = new Bench().machine(Phase.MACHINE_INITIALIZED);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aNodeIsAtHandWithItsLength() {
        bench.blocks.add("disk", "zeroes", true, Map.of());
        var nodes = (List<?>) bench.give(
                new QueryNamedBlockNodes(bench.blocks), new QueryNamedBlockNodes.Arguments(Optional.empty()));
        var node = (BlockDeviceInfo) nodes.getFirst();
        assertEquals(Optional.of("disk"), node.nodeName());
        assertEquals("zeroes", node.drv());
        assertTrue(node.ro());
        assertEquals(4096, node.image().virtualSize());
        assertEquals(Optional.empty(), node.image().actualSize());
    }

    @Test
    void aDiskIsADeviceWithItsNode() {
        var query = new QueryBlock(bench.vm, bench.blocks);
        bench.blocks.add("disk", "zeroes", false, Map.of());
        assertEquals(List.of(), bench.give(query));
        bench.onLoop(() -> bench.vm.plug("d0", "gadget", Optional.empty(), Map.of("drive", "disk")));
        var disk = (QueryBlock.BlockInfo) ((List<?>) bench.give(query)).getFirst();
        assertEquals(Optional.of("d0"), disk.qdev());
        assertEquals(Optional.of("disk"), disk.inserted().orElseThrow().nodeName());
    }
}
