package org.backplane.core.commands.block;

import java.util.Optional;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.core.board.BlockNodes;

/** What there is to say of a block node; QMP's type of that name. Nodes are neither throttled nor encrypted. */
public record BlockDeviceInfo(
        @Doc("Where its bytes are") String file,

        @Doc("Its name") Optional<String> nodeName,

        @Doc("Whether nothing is written to it") boolean ro,

        @Doc("Its driver") String drv,

        @Name("backing_file_depth") @Doc("How many images lie below it")
        long backingFileDepth,

        @Doc("Whether it is encrypted") boolean encrypted,

        @Name("detect_zeroes") @Doc("Whether zeroes that are written become holes")
        DetectZeroes detectZeroes,

        @Doc("Limit of bytes a second; 0 for none") long bps,

        @Name("bps_rd") @Doc("Limit of bytes a second for reads; 0 for none")
        long bpsRd,

        @Name("bps_wr") @Doc("Limit of bytes a second for writes; 0 for none")
        long bpsWr,

        @Doc("Limit of requests a second; 0 for none") long iops,

        @Name("iops_rd") @Doc("Limit of reads a second; 0 for none")
        long iopsRd,

        @Name("iops_wr") @Doc("Limit of writes a second; 0 for none")
        long iopsWr,

        @Doc("The image") ImageInfo image,

        @Doc("How it is cached") BlockdevCacheInfo cache,

        @Name("write_threshold") @Doc("Offset whose writing is told; 0 for none")
        long writeThreshold) {

    /** An image, without the devices and nodes that use it. */
    public record ImageInfo(
            @Doc("Where it is") String filename,

            @Doc("Its format") String format,

            @Doc("Whether it was not closed in order") Optional<Boolean> dirtyFlag,

            @Doc("How many bytes of the host's storage it takes")
            Optional<Long> actualSize,

            @Doc("Its length in bytes") long virtualSize) {}

    /** How a node is cached. */
    public record BlockdevCacheInfo(
            @Doc("Whether writes end before they would survive a crash of the host")
            boolean writeback,

            @Doc("Whether it goes past the host's page cache")
            boolean direct,

            @Doc("Whether flushes are ignored") boolean noFlush) {}

    /** What becomes of zeroes. */
    public enum DetectZeroes {
        OFF,
        ON,
        UNMAP
    }

    /** All nodes go through the host's page cache, and heed flushes. */
    private static final BlockdevCacheInfo CACHE = new BlockdevCacheInfo(true, false, false);

    static BlockDeviceInfo of(BlockNodes.NodeInfo node) {
        var actualSize =
                node.allocated().isPresent() ? Optional.of(node.allocated().getAsLong()) : Optional.<Long>empty();
        var image = new ImageInfo(node.filename(), node.driver(), Optional.of(false), actualSize, node.size());
        return new BlockDeviceInfo(
                node.filename(),
                Optional.of(node.name()),
                node.readOnly(),
                node.driver(),
                0,
                false,
                DetectZeroes.OFF,
                0,
                0,
                0,
                0,
                0,
                0,
                image,
                CACHE,
                0);
    }
}
