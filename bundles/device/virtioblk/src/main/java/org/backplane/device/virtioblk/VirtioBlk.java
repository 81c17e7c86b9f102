package org.backplane.device.virtioblk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.backplane.api.DataSize;
import org.backplane.api.Default;
import org.backplane.api.Doc;
import org.backplane.api.Name;
import org.backplane.api.Range;
import org.backplane.api.RefersTo;
import org.backplane.api.backend.BlockBackend;
import org.backplane.api.backend.BlockBackend.Extent;
import org.backplane.api.backend.BlockBackend.Operation;
import org.backplane.api.backend.BlockBackend.Status;
import org.backplane.api.device.Device;
import org.backplane.api.device.DeviceName;
import org.backplane.api.device.DeviceType;
import org.backplane.api.device.Dma;
import org.backplane.api.device.Slot;
import org.backplane.lib.virtio.ConfigSpace;
import org.backplane.lib.virtio.DescriptorChain;
import org.backplane.lib.virtio.Features;
import org.backplane.lib.virtio.VirtioMmio;
import org.backplane.lib.virtio.Virtqueue;
import org.osgi.service.component.annotations.Component;

/**
 * The virtio block device; section 5.2 of the virtio specification, version 1.2.
 *
 * <p>Data moves between guest memory and the block node without passing through here. Requests are done as they come,
 * each with what the node makes of it; a flush waits for the writes completed before it. Left out: zones, secure erase,
 * lifetime, and the geometry of drives that had one.
 */
public final class VirtioBlk implements Device {
    private static final int DEVICE_ID = 2;

    private static final long SEG_MAX = 1L << 2;
    private static final long RO = 1L << 5;
    private static final long BLK_SIZE = 1L << 6;
    private static final long FLUSH = 1L << 9;
    private static final long TOPOLOGY = 1L << 10;
    private static final long CONFIG_WCE = 1L << 11;
    private static final long MQ = 1L << 12;
    private static final long DISCARD = 1L << 13;
    private static final long WRITE_ZEROES = 1L << 14;

    private static final int T_IN = 0;
    private static final int T_OUT = 1;
    private static final int T_FLUSH = 4;
    private static final int T_GET_ID = 8;
    private static final int T_DISCARD = 11;
    private static final int T_WRITE_ZEROES = 13;

    private static final int S_OK = 0;
    private static final int S_IOERR = 1;
    private static final int S_UNSUPP = 2;

    private static final int CONFIG_SIZE = 60;
    private static final int SECTOR = 512;
    private static final int HEADER = 16;
    private static final int SEGMENT = 16;
    private static final int UNMAP = 1;
    private static final int ID_LENGTH = 20;
    private static final int LARGEST_BLOCK = 2 << 20;

    /** The most sectors of one discard or write of zeroes, as in QEMU. */
    private static final int MOST_SECTORS = Integer.MAX_VALUE / SECTOR;

    /** The node behind it, and how it presents that. */
    public record Properties(
            @Doc("Block node that holds the disk's contents") @RefersTo("block node")
            String drive,

            @Doc("Serial number, of which the guest sees 20 bytes")
            Optional<String> serial,

            @Doc("Unit of reading and writing") @Name("logical_block_size") @Default("512")
            DataSize logicalBlockSize,

            @Doc("Unit in which the disk works") @Name("physical_block_size") @Default("512")
            DataSize physicalBlockSize,

            @Doc("Least size that a request should have; 0 if any will do") @Name("min_io_size") @Default("0")
            DataSize minIoSize,

            @Doc("Best size that a request could have; 0 if any will do") @Name("opt_io_size") @Default("0")
            DataSize optIoSize,

            @Doc("Number of queues") @Default("1") @Range(min = 1, max = 1024)
            int numQueues,

            @Doc("Requests in a queue, a power of two") @Default("256") @Range(min = 4, max = 1024)
            int queueSize,

            @Doc("Whether the guest may say what it does not need any more") @Default("on")
            boolean discard,

            @Doc("Whether the guest may have zeroes written without sending them") @Default("on")
            boolean writeZeroes,

            @Doc("Whether the guest may switch the write cache") @Default("on")
            boolean configWce,

            @Doc("Whether requests may have tables of descriptors") @Name("indirect_desc") @Default("on")
            boolean indirectDesc,

            @Doc("Whether notifications and interrupts may be held back until an index is reached")
            @Name("event_idx")
            @Default("on")
            boolean eventIdx) {}

    /** What the guest can see, and requests under way. */
    public static final class State {
        VirtioMmio.State virtio = new VirtioMmio.State();
        /** Writes may be completed before they are safe. */
        boolean writeback = true;
        /** Never used twice, so that what comes late is told from what is under way. */
        long nextId;

        Request[] requests = {};
    }

    /** A request that the block node has been given. */
    public static final class Request {
        long id;
        int queue;
        int head;
        Operation operation = Operation.READ;
        long offset;
        long length;
        long[] addresses = {};
        int[] lengths = {};
        long statusAddress;
        long written;

        private BlockBackend.Request submission() {
            return new BlockBackend.Request(id, operation, offset, length, memory());
        }

        private List<Extent> memory() {
            return IntStream.range(0, addresses.length)
                    .mapToObj(i -> new Extent(addresses[i], lengths[i]))
                    .toList();
        }

        private void memory(List<Extent> extents) {
            addresses = extents.stream().mapToLong(Extent::address).toArray();
            lengths = extents.stream().mapToInt(Extent::length).toArray();
        }
    }

    /** Makes block devices. */
    @Component
    @DeviceName("virtio-blk-device")
    public static final class Type implements DeviceType<Properties, State> {
        @Override
        public State powerOn(Properties properties) {
            return new State();
        }

        @Override
        public Device create(Properties properties, State state, Slot slot) {
            return new VirtioBlk(properties, state, slot);
        }

        @Override
        public Map<String, Object> deviceTree(Properties properties) {
            return Map.of("compatible", "virtio,mmio");
        }
    }

    private final Properties properties;
    private final State state;
    private final Dma dma;
    private final BlockBackend backend;
    private final long capacity;
    private final VirtioMmio virtio;
    private final List<Virtqueue> queues = new ArrayList<>();
    private final byte[] header = new byte[HEADER];
    private final ByteBuffer headerFields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] status = new byte[1];

    VirtioBlk(Properties properties, State state, Slot slot) {
        check(properties);
        this.properties = properties;
        this.state = state;
        dma = slot.dma();
        backend = slot.backend("drive", BlockBackend.class);
        capacity = backend.size() / SECTOR;
        virtio = new VirtioMmio(slot, state.virtio, DEVICE_ID, features())
                .config(config(slot))
                .onStart(this::chooseCache)
                .onReset(this::forget);
        for (int i = 0; i < properties.numQueues(); i++) {
            int index = i;
            queues.add(virtio.queue(properties.queueSize(), queue -> serve(queue, index)));
        }
        virtio.plugIn();
        for (var request : state.requests) {
            backend.submit(request.submission());
        }
    }

    private static void check(Properties properties) {
        long logical = properties.logicalBlockSize().bytes();
        long physical = properties.physicalBlockSize().bytes();
        checkBlockSize("logical_block_size", logical);
        checkBlockSize("physical_block_size", physical);
        if (logical > physical) {
            throw new IllegalArgumentException("logical_block_size is greater than physical_block_size");
        }
        checkIoSize("min_io_size", properties.minIoSize().bytes(), logical, 0xffff * logical);
        checkIoSize("opt_io_size", properties.optIoSize().bytes(), logical, Integer.MAX_VALUE);
        if (Integer.bitCount(properties.queueSize()) != 1) {
            throw new IllegalArgumentException("queue-size is not a power of two");
        }
    }

    private static void checkBlockSize(String name, long size) {
        if (size < SECTOR || size > LARGEST_BLOCK || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException(name + " is not a power of two from 512 to 2M");
        }
    }

    private static void checkIoSize(String name, long size, long unit, long most) {
        if (size % unit != 0 || size > most) {
            throw new IllegalArgumentException(
                    "%s is not a multiple of logical_block_size up to %d".formatted(name, most));
        }
    }

    private long features() {
        long features = SEG_MAX | BLK_SIZE | FLUSH | TOPOLOGY;
        features |= properties.indirectDesc() ? Features.INDIRECT_DESC : 0;
        features |= properties.eventIdx() ? Features.EVENT_IDX : 0;
        features |= properties.configWce() ? CONFIG_WCE : 0;
        features |= properties.numQueues() > 1 ? MQ : 0;
        if (backend.readOnly()) {
            return features | RO;
        }
        features |= properties.discard() ? DISCARD : 0;
        features |= properties.writeZeroes() ? WRITE_ZEROES : 0;
        return features;
    }

    private ConfigSpace config(Slot slot) {
        int blockSize = (int) properties.logicalBlockSize().bytes();
        int exponent = Long.numberOfTrailingZeros(properties.physicalBlockSize().bytes() / blockSize);
        return ConfigSpace.of(slot, CONFIG_SIZE)
                .readOnly(0, 8, "capacity", () -> capacity)
                .readOnly(12, 4, "seg_max", () -> properties.queueSize() - 2)
                .readOnly(20, 4, "blk_size", () -> blockSize)
                .readOnly(24, 1, "physical_block_exp", () -> exponent)
                .readOnly(26, 2, "min_io_size", () -> properties.minIoSize().bytes() / blockSize)
                .readOnly(28, 4, "opt_io_size", () -> properties.optIoSize().bytes() / blockSize)
                .readWrite(32, 1, "writeback", () -> state.writeback ? 1 : 0, this::setWriteback)
                .readOnly(34, 2, "num_queues", properties::numQueues)
                .readOnly(36, 4, "max_discard_sectors", () -> MOST_SECTORS)
                .readOnly(40, 4, "max_discard_seg", () -> 1)
                .readOnly(44, 4, "discard_sector_alignment", () -> blockSize / SECTOR)
                .readOnly(48, 4, "max_write_zeroes_sectors", () -> MOST_SECTORS)
                .readOnly(52, 4, "max_write_zeroes_seg", () -> 1)
                .readOnly(56, 1, "write_zeroes_may_unmap", () -> 1);
    }

    /** What was under way ends unheard. */
    @Override
    public void reset() {
        virtio.reset();
    }

    private void forget() {
        state.requests = new Request[0];
        state.writeback = true;
    }

    // ---- the write cache

    /** A driver that can neither flush nor switch the cache gets none; section 5.2.5.1. */
    private void chooseCache() {
        if (!virtio.negotiated(CONFIG_WCE)) {
            state.writeback = virtio.negotiated(FLUSH);
        }
    }

    private void setWriteback(long value) {
        state.writeback = (value & 1) != 0;
    }

    // ---- requests

    private void serve(Virtqueue queue, int index) {
        DescriptorChain chain;
        while ((chain = queue.take()) != null) {
            begin(queue, index, chain);
        }
    }

    private void begin(Virtqueue queue, int index, DescriptorChain chain) {
        if (!chain.read(0, header, 0, HEADER) || chain.writable() == 0) {
            queue.putBack();
            virtio.fail("request without a header or a place for its status");
            return;
        }
        var request = new Request();
        request.queue = index;
        request.head = chain.head();
        request.statusAddress = chain.writableAddress(chain.writable() - 1);
        int type = headerFields.getInt(0);
        long sector = headerFields.getLong(8);
        switch (type) {
            case T_IN -> read(request, sector, chain);
            case T_OUT -> write(request, sector, chain);
            case T_FLUSH -> submit(request, Operation.FLUSH, 0, 0);
            case T_GET_ID -> tellId(request, chain);
            case T_DISCARD -> change(request, Operation.DISCARD, DISCARD, 0, chain);
            case T_WRITE_ZEROES -> change(request, Operation.WRITE_ZEROES, WRITE_ZEROES, UNMAP, chain);
            default -> finish(request, S_UNSUPP);
        }
    }

    private void read(Request request, long sector, DescriptorChain chain) {
        long length = chain.writable() - 1;
        if (isInside(sector, length)) {
            request.memory(chain.writableExtents(0, length));
            request.written = length + 1;
            submit(request, Operation.READ, sector, length);
        } else {
            finish(request, S_IOERR);
        }
    }

    private void write(Request request, long sector, DescriptorChain chain) {
        long length = chain.readable() - HEADER;
        if (!backend.readOnly() && isInside(sector, length)) {
            request.memory(chain.readableExtents(HEADER, length));
            request.written = 1;
            submit(request, Operation.WRITE, sector, length);
        } else {
            finish(request, S_IOERR);
        }
    }

    private void tellId(Request request, DescriptorChain chain) {
        var id = Arrays.copyOf(properties.serial().orElse("").getBytes(StandardCharsets.UTF_8), ID_LENGTH);
        long room = chain.writable() - 1;
        int length = (int) Math.min(ID_LENGTH, room);
        chain.write(0, id, 0, length);
        request.written = length == room ? length + 1 : length;
        finish(request, S_OK);
    }

    /** Discards, or writes zeroes to, the one segment that may be named. */
    private void change(Request request, Operation operation, long feature, int allowedFlags, DescriptorChain chain) {
        if (!virtio.negotiated(feature)) {
            finish(request, S_UNSUPP);
            return;
        }
        if (chain.readable() != HEADER + SEGMENT) {
            finish(request, S_IOERR);
            return;
        }
        chain.read(HEADER, header, 0, SEGMENT);
        long sector = headerFields.getLong(0);
        long length = Integer.toUnsignedLong(headerFields.getInt(8)) * SECTOR;
        int flags = headerFields.getInt(12);
        if ((flags & ~allowedFlags) != 0) {
            finish(request, S_UNSUPP);
        } else if (length > (long) MOST_SECTORS * SECTOR || !isInside(sector, length)) {
            finish(request, S_IOERR);
        } else {
            request.written = 1;
            submit(request, operation, sector, length);
        }
    }

    /** Whether whole blocks of the disk are asked for. */
    private boolean isInside(long sector, long length) {
        long blockSize = properties.logicalBlockSize().bytes();
        return sector >= 0
                && sector <= capacity
                && length <= (capacity - sector) * SECTOR
                && sector * SECTOR % blockSize == 0
                && length % blockSize == 0;
    }

    private void submit(Request request, Operation operation, long sector, long length) {
        request.id = state.nextId++;
        request.operation = operation;
        request.offset = sector * SECTOR;
        request.length = length;
        state.requests = Arrays.copyOf(state.requests, state.requests.length + 1);
        state.requests[state.requests.length - 1] = request;
        backend.submit(request.submission());
    }

    @Override
    public void completed(long id, Status outcome) {
        for (int i = 0; i < state.requests.length; i++) {
            if (state.requests[i].id == id) {
                completed(i, outcome);
                return;
            }
        }
    }

    private void completed(int index, Status outcome) {
        var request = state.requests[index];
        if (outcome == Status.OK && needsFlush(request)) {
            request.operation = Operation.FLUSH;
            request.offset = 0;
            request.length = 0;
            request.memory(List.of());
            backend.submit(request.submission());
            return;
        }
        remove(index);
        finish(
                request,
                switch (outcome) {
                    case OK -> S_OK;
                    case IO_ERROR -> S_IOERR;
                    case UNSUPPORTED -> S_UNSUPP;
                });
    }

    /** Without a write cache, what is written is safe before it is completed. */
    private boolean needsFlush(Request request) {
        return switch (request.operation) {
            case WRITE, WRITE_ZEROES -> !state.writeback;
            case READ, FLUSH, DISCARD -> false;
        };
    }

    private void remove(int index) {
        var rest = Arrays.copyOf(state.requests, state.requests.length - 1);
        if (index < rest.length) {
            rest[index] = state.requests[rest.length];
        }
        state.requests = rest;
    }

    private void finish(Request request, int outcome) {
        status[0] = (byte) outcome;
        dma.write(request.statusAddress, status, 0, 1);
        queues.get(request.queue).use(request.head, outcome == S_OK ? request.written : 0);
    }
}
