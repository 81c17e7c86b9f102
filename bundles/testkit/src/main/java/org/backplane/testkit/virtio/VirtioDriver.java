package org.backplane.testkit.virtio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.backplane.testkit.FakeMemory;
import org.backplane.testkit.FakeSlot;

/** A driver of a virtio device with memory-mapped registers, as a guest has it: it negotiates, builds rings and polls. */
public final class VirtioDriver {
    public static final long MAGIC_VALUE = 0x00;
    public static final long VERSION = 0x04;
    public static final long DEVICE_ID = 0x08;
    public static final long VENDOR_ID = 0x0c;
    public static final long DEVICE_FEATURES = 0x10;
    public static final long DEVICE_FEATURES_SEL = 0x14;
    public static final long DRIVER_FEATURES = 0x20;
    public static final long DRIVER_FEATURES_SEL = 0x24;
    public static final long QUEUE_SEL = 0x30;
    public static final long QUEUE_SIZE_MAX = 0x34;
    public static final long QUEUE_SIZE = 0x38;
    public static final long QUEUE_READY = 0x44;
    public static final long QUEUE_NOTIFY = 0x50;
    public static final long INTERRUPT_STATUS = 0x60;
    public static final long INTERRUPT_ACK = 0x64;
    public static final long STATUS = 0x70;
    public static final long QUEUE_DESC_LOW = 0x80;
    public static final long QUEUE_DRIVER_LOW = 0x90;
    public static final long QUEUE_DEVICE_LOW = 0xa0;
    public static final long CONFIG_GENERATION = 0xfc;
    public static final long CONFIG = 0x100;

    public static final int ACKNOWLEDGE = 1;
    public static final int DRIVER = 2;
    public static final int DRIVER_OK = 4;
    public static final int FEATURES_OK = 8;
    public static final int NEEDS_RESET = 64;

    public static final long INDIRECT_DESC = 1L << 28;
    public static final long EVENT_IDX = 1L << 29;
    public static final long VERSION_1 = 1L << 32;

    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;

    /** A stretch of guest memory in a buffer. */
    public record Part(long address, int length, boolean writable) {}

    /** A buffer that the device has given back. */
    public record Used(int head, int length) {}

    private final FakeSlot slot;
    private final FakeMemory memory;
    private final Map<Integer, Queue> queues = new HashMap<>();
    private long features;
    private long free;

    /** A driver that has not touched the device yet. It uses all of the guest's memory. */
    public VirtioDriver(FakeSlot slot) {
        this.slot = slot;
        memory = slot.dma();
        free = memory.base();
    }

    // ---- the device as a whole

    /** Resets the device, accepts of the given features those that are offered, and sets up queues of such sizes. */
    public VirtioDriver start(long wanted, int... queueSizes) {
        reset();
        negotiate(wanted);
        for (int i = 0; i < queueSizes.length; i++) {
            queues.put(i, new Queue(i, queueSizes[i]));
        }
        status(DRIVER_OK);
        return this;
    }

    /** Asks for a reset, and forgets all queues and memory. */
    public void reset() {
        slot.write(STATUS, 0);
        queues.clear();
        free = memory.base();
    }

    /** Goes as far as FEATURES_OK. */
    public void negotiate(long wanted) {
        status(ACKNOWLEDGE);
        status(DRIVER);
        accept((wanted | VERSION_1) & offered());
        status(FEATURES_OK);
        if ((status() & FEATURES_OK) == 0) {
            throw new AssertionError("the device does not agree on features 0x%x".formatted(features));
        }
    }

    /** What the device offers. */
    public long offered() {
        slot.write(DEVICE_FEATURES_SEL, 0);
        long low = slot.read(DEVICE_FEATURES);
        slot.write(DEVICE_FEATURES_SEL, 1);
        return slot.read(DEVICE_FEATURES) << 32 | low;
    }

    /** Accepts features, offered or not. */
    public void accept(long accepted) {
        features = accepted;
        slot.write(DRIVER_FEATURES_SEL, 0);
        slot.write(DRIVER_FEATURES, accepted & 0xffff_ffffL);
        slot.write(DRIVER_FEATURES_SEL, 1);
        slot.write(DRIVER_FEATURES, accepted >>> 32);
    }

    /** The status register. */
    public int status() {
        return (int) slot.read(STATUS);
    }

    /** Sets bits of the status register. */
    public void status(int set) {
        slot.write(STATUS, status() | set);
    }

    /** Whether the device says that it has to be reset. */
    public boolean needsReset() {
        return (status() & NEEDS_RESET) != 0;
    }

    /** Reads why the device interrupts, and acknowledges all of it. */
    public int acknowledge() {
        int causes = (int) slot.read(INTERRUPT_STATUS);
        slot.write(INTERRUPT_ACK, causes);
        return causes;
    }

    /** Reads a field of the configuration, of 1, 2, 4 or 8 bytes. */
    public long config(int offset, int bytes) {
        return slot.read(CONFIG + offset, bytes);
    }

    /** A queue that {@link #start} has set up. */
    public Queue queue(int index) {
        var queue = queues.get(index);
        if (queue == null) {
            throw new NoSuchElementException("queue " + index + " has not been set up");
        }
        return queue;
    }

    // ---- memory

    /** Guest memory that nothing else uses, aligned to 16 bytes. */
    public long allocate(int length) {
        long address = free;
        free += (length + 15) & -16;
        if (free > memory.base() + memory.ram().size()) {
            throw new AssertionError("guest memory is used up");
        }
        return address;
    }

    /** A part for the device to read, with such contents. */
    public Part readable(byte... contents) {
        long address = allocate(contents.length);
        memory.write(address, contents, 0, contents.length);
        return new Part(address, contents.length, false);
    }

    /** A part for the device to write. */
    public Part writable(int length) {
        return new Part(allocate(length), length, true);
    }

    /** What a part holds. */
    public byte[] contents(Part part) {
        return memory.bytes(part.address(), part.length());
    }

    /** A queue, from the driver's end. */
    public final class Queue {
        private final int index;
        private final int size;
        private final long descriptors;
        private final long available;
        private final long used;
        private final Deque<Integer> freeDescriptors = new ArrayDeque<>();
        private final Map<Integer, List<Integer>> chains = new HashMap<>();
        private int nextAvailable;
        private int notifiedAt;
        private int nextUsed;

        private Queue(int index, int size) {
            this.index = index;
            this.size = size;
            descriptors = allocate(16 * size);
            available = allocate(6 + 2 * size);
            used = allocate(6 + 8 * size);
            memory.ram().clear(descriptors - memory.base(), free - descriptors);
            for (int i = 0; i < size; i++) {
                freeDescriptors.add(i);
            }
            slot.write(QUEUE_SEL, index);
            slot.write(QUEUE_SIZE, size);
            place(QUEUE_DESC_LOW, descriptors);
            place(QUEUE_DRIVER_LOW, available);
            place(QUEUE_DEVICE_LOW, used);
            slot.write(QUEUE_READY, 1);
        }

        /** Where its descriptors are. */
        public long descriptors() {
            return descriptors;
        }

        /** Where its available ring is. */
        public long available() {
            return available;
        }

        /** Where its used ring is. */
        public long usedRing() {
            return used;
        }

        /** Writes a descriptor, right or wrong. */
        public void descriptor(int number, long address, long length, int flags, int next) {
            descriptor(descriptors + 16L * number, address, length, flags, next);
        }

        private void descriptor(long at, long address, long length, int flags, int next) {
            memory.write(at, 8, address);
            memory.write(at + 8, 4, length);
            memory.write(at + 12, 2, flags);
            memory.write(at + 14, 2, next);
        }

        /** Makes a buffer available, without a word to the device; returns its head. */
        public int add(Part... parts) {
            var chain = new ArrayList<Integer>();
            for (int i = 0; i < parts.length; i++) {
                chain.add(freeDescriptors.remove());
            }
            for (int i = 0; i < parts.length; i++) {
                boolean last = i == parts.length - 1;
                write(descriptors + 16L * chain.get(i), parts[i], last, last ? 0 : chain.get(i + 1));
            }
            chains.put(chain.getFirst(), chain);
            return offer(chain.getFirst());
        }

        /** Makes a buffer available by a table of descriptors; returns its head. */
        public int addIndirect(Part... parts) {
            long table = allocate(16 * parts.length);
            for (int i = 0; i < parts.length; i++) {
                write(table + 16L * i, parts[i], i == parts.length - 1, i + 1);
            }
            int head = freeDescriptors.remove();
            descriptor(head, table, 16L * parts.length, INDIRECT, 0);
            chains.put(head, List.of(head));
            return offer(head);
        }

        private void write(long at, Part part, boolean last, int next) {
            int flags = (part.writable() ? WRITE : 0) | (last ? 0 : NEXT);
            descriptor(at, part.address(), part.length(), flags, next);
        }

        /** Makes a chain available that has been written otherwise; returns its head. */
        public int offer(int head) {
            memory.write(available + 4 + 2L * (nextAvailable % size), 2, head);
            nextAvailable = (nextAvailable + 1) & 0xffff;
            memory.write(available + 2, 2, nextAvailable);
            return head;
        }

        /** Notifies the device whatever it asked for. */
        public void kick() {
            slot.write(QUEUE_NOTIFY, index);
            notifiedAt = nextAvailable;
        }

        /** Notifies the device if it wants that of what has been added since the last time; whether it did. */
        public boolean kickIfWanted() {
            int wanted = (int) memory.read(used + 4 + 8L * size, 2);
            boolean passed = ((nextAvailable - wanted - 1) & 0xffff) < ((nextAvailable - notifiedAt) & 0xffff);
            if ((features & EVENT_IDX) == 0 || passed) {
                kick();
                return true;
            }
            notifiedAt = nextAvailable;
            return false;
        }

        /** Makes a buffer available and notifies the device. */
        public int submit(Part... parts) {
            int head = add(parts);
            kick();
            return head;
        }

        /** With EVENT_IDX: asks for an interrupt when the device has given back this many more buffers than it has now. */
        public void interruptAfter(int more) {
            memory.write(available + 4 + 2L * size, 2, usedIndex() + more - 1 & 0xffff);
        }

        /** Without EVENT_IDX: whether it wants no interrupts. */
        public void withoutInterrupts(boolean without) {
            memory.write(available, 2, without ? 1 : 0);
        }

        /** The index up to which the device has given back. */
        public int usedIndex() {
            return (int) memory.read(used + 2, 2);
        }

        /** Whether the device has given back a buffer that {@link #used()} has not told of. */
        public boolean hasUsed() {
            return usedIndex() != nextUsed;
        }

        /**
         * Takes back the next used buffer.
         *
         * @throws AssertionError if there is none
         */
        public Used used() {
            if (!hasUsed()) {
                throw new AssertionError("queue %d has no used buffer".formatted(index));
            }
            long at = used + 4 + 8L * (nextUsed % size);
            nextUsed = (nextUsed + 1) & 0xffff;
            int head = (int) memory.read(at, 4);
            freeDescriptors.addAll(chains.getOrDefault(head, List.of()));
            chains.remove(head);
            return new Used(head, (int) memory.read(at + 4, 4));
        }

        private void place(long register, long address) {
            slot.write(register, address & 0xffff_ffffL);
            slot.write(register + 4, address >>> 32);
        }
    }
}
