package org.backplane.testkit.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.backplane.testkit.FakeMemory;
import org.backplane.testkit.FakeSlot;

/**
 * A guest that means ill. Ring after ring it resets the device, sets up queues that are more or less wrong, makes buffers
 * available that loop, overlap, lie outside memory, are empty or huge or nested, moves indices, pokes registers, swaps the
 * device, and sees to it that
 *
 * <ul>
 *   <li>no exception comes out of the device,
 *   <li>nothing of guest memory changes but used rings and what was given to the device to write,
 *   <li>what is given back had been made available, or else the device says that it needs a reset,
 *   <li>the device works after a reset as if nothing had been.
 * </ul>
 *
 * <p>The system property {@code backplane.fuzz.rings} says how many rings, {@code backplane.fuzz.seed} which ones; a
 * failure names the seed of its ring, which as {@code backplane.fuzz.seed} comes first.
 */
public final class VirtioFuzz {
    private static final int RINGS = Integer.getInteger("backplane.fuzz.rings", 10_000);
    private static final long SEED = Long.getLong("backplane.fuzz.seed", 1);
    private static final int MEMORY = 32 << 10;
    private static final int BUFFERS = MEMORY / 2;
    private static final long[] WRONG_LENGTHS = {0, 1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_fff0L, 0xffff_ffffL};
    private static final long[] WRONG_ADDRESSES = {
        0,
        0x1000_0000L,
        FakeSlot.RAM_BASE - 8,
        FakeSlot.RAM_BASE + MEMORY - 8,
        FakeSlot.RAM_BASE + MEMORY,
        0x7fff_ffff_ffff_fff0L,
        0x8000_0000_0000_0000L,
        0xffff_ffff_ffff_fff0L
    };

    /** Memory from one address to before another. */
    private record Stretch(long from, long end) {
        boolean overlaps(Stretch other) {
            return from < other.end && other.from < end;
        }
    }

    /** One queue of one ring: where its parts are, and what was offered. */
    private static final class Ring {
        private final int index;
        private final int size;
        private final long descriptors;
        private final long available;
        private final long used;
        private final List<Integer> offered = new ArrayList<>();

        private Ring(int index, int size, long descriptors, long available, long used) {
            this.index = index;
            this.size = size;
            this.descriptors = descriptors;
            this.available = available;
            this.used = used;
        }
    }

    private final FakeSlot slot;
    private final FakeMemory memory;
    private final int queues;
    private Function<Random, byte[]> contents = random -> {
        var bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    };
    private Consumer<Random> host = _ -> {};
    private Runnable settled = () -> {};
    private Consumer<VirtioDriver> check = _ -> {};

    private Random random = new Random();
    /** Memory as it was when the guest last wrote, and as it is. */
    private final byte[] before = new byte[MEMORY];

    private final byte[] now = new byte[MEMORY];
    private final List<Ring> rings = new ArrayList<>();
    /** What the device may write to, and what it takes for rings and tables. */
    private final List<Stretch> writable = new ArrayList<>();

    private final List<Stretch> structures = new ArrayList<>();
    /** Whether it is not known any more what the device may write to. */
    private boolean anythingGoes;
    /** Whether rings are where nobody else writes, and indices told the truth so far. */
    private boolean honest;

    private VirtioFuzz(FakeSlot slot, int queues) {
        this.slot = slot;
        this.queues = queues;
        memory = slot.dma();
    }

    /** A slot with the memory that a fuzzer wants: little, since it looks at all of it after each ring. */
    public static FakeSlot slot() {
        return new FakeSlot(new FakeMemory(FakeSlot.RAM_BASE, MEMORY));
    }

    /**
     * A fuzzer of the device in a slot.
     *
     * @param slot made by {@link #slot()}
     * @param queues how many queues the device has
     */
    public static VirtioFuzz of(FakeSlot slot, int queues) {
        return new VirtioFuzz(slot, queues);
    }

    /** What lies in buffers for the device to read: something that makes sense to it, now and then. */
    public VirtioFuzz contents(Function<Random, byte[]> makes) {
        contents = makes;
        return this;
    }

    /**
     * What the host does.
     *
     * @param does now and then: it ends a request, types, and the like
     * @param settles ends all that it has to do
     */
    public VirtioFuzz host(Consumer<Random> does, Runnable settles) {
        host = does;
        settled = settles;
        return this;
    }

    /** How to see that the device works; it has just been reset. */
    public VirtioFuzz stillWorks(Consumer<VirtioDriver> sees) {
        check = sees;
        return this;
    }

    /** Does it. */
    public void run() {
        for (long seed = SEED; seed < SEED + RINGS; seed++) {
            try {
                ring(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("ring with -Dbackplane.fuzz.seed=%d: %s".formatted(seed, e), e);
            }
        }
    }

    private void ring(long seed) {
        random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
        rings.clear();
        writable.clear();
        structures.clear();
        anythingGoes = false;
        honest = true;
        memory.ram().clear(0, MEMORY);
        setUp();
        look(before);
        for (int step = random.nextInt(1, 6); step > 0; step--) {
            step();
        }
        settle();
        checkMemory();
        checkUsed();
        checkWorks();
    }

    // ---- the guest

    private void setUp() {
        slot.write(VirtioDriver.STATUS, 0);
        var driver = new VirtioDriver(slot);
        driver.negotiate(random.nextLong());
        for (int i = 0; i < queues; i++) {
            rings.add(setUpQueue(i));
        }
        if (!rarely()) {
            driver.status(VirtioDriver.DRIVER_OK);
        }
    }

    private Ring setUpQueue(int index) {
        int size = rarely() ? random.nextInt(0x1_0001) : 1 << random.nextInt(5);
        long place = memory.base() + (long) index * (BUFFERS / queues);
        var ring = new Ring(index, size, ringAddress(place), ringAddress(place + 0x100), ringAddress(place + 0x180));
        slot.write(VirtioDriver.QUEUE_SEL, index);
        slot.write(VirtioDriver.QUEUE_SIZE, size);
        place(VirtioDriver.QUEUE_DESC_LOW, ring.descriptors);
        place(VirtioDriver.QUEUE_DRIVER_LOW, ring.available);
        place(VirtioDriver.QUEUE_DEVICE_LOW, ring.used);
        structures.add(new Stretch(ring.descriptors, ring.descriptors + 16L * size));
        structures.add(new Stretch(ring.available, ring.available + 6 + 2L * size));
        writable.add(new Stretch(ring.used, ring.used + 6 + 8L * size));
        slot.write(VirtioDriver.QUEUE_READY, 1);
        return ring;
    }

    private long ringAddress(long good) {
        if (!rarely()) {
            return good;
        }
        honest = false;
        return random.nextBoolean() ? anyAddress() : good + random.nextInt(16);
    }

    private void place(long register, long address) {
        slot.write(register, address & 0xffff_ffffL);
        slot.write(register + 4, address >>> 32);
    }

    /** One deed of guest or host. */
    private void step() {
        switch (random.nextInt(10)) {
            case 0 -> pokeRegisters();
            case 1 -> host.accept(random);
            case 2 -> slot.advance(random.nextInt(1_000_000_000));
            case 3 -> slot.swap();
            default -> {
                checkMemory(); // what the device has done so far; now the guest writes
                var ring = rings.get(random.nextInt(queues));
                fill(ring);
                offer(ring);
                look(before);
                slot.write(VirtioDriver.QUEUE_NOTIFY, rarely() ? random.nextInt() : ring.index);
            }
        }
    }

    private void fill(Ring ring) {
        int count = Math.min(ring.size, 32);
        for (int i = 0; i < count; i++) {
            descriptor(ring.descriptors + 16L * i, count, false);
        }
    }

    private void descriptor(long at, int tableSize, boolean inTable) {
        boolean mayWrite = random.nextInt(3) == 0;
        boolean indirect = random.nextInt(inTable ? 40 : 8) == 0;
        long address;
        long length;
        if (indirect) {
            length = 16L * random.nextInt(1, 5);
            address = table((int) length / 16, inTable);
        } else {
            var bytes = contents.apply(random);
            length = mayWrite ? random.nextInt(1, 1100) : bytes.length;
            address = buffer();
            memory.write(address, bytes, 0, Math.min(bytes.length, roomAt(address)));
        }
        address = rarely() ? anyAddress() : address;
        length = rarely() ? WRONG_LENGTHS[random.nextInt(WRONG_LENGTHS.length)] : length;
        boolean next = random.nextInt(3) > 0 && (!indirect || rarely());
        int usual = (mayWrite ? VirtioDriver.WRITE : 0)
                | (indirect ? VirtioDriver.INDIRECT : 0)
                | (next ? VirtioDriver.NEXT : 0);
        int flags = rarely() ? random.nextInt(0x1_0000) : usual;
        poke(at, 8, address);
        poke(at + 8, 4, length);
        poke(at + 12, 2, flags);
        poke(at + 14, 2, rarely() ? random.nextInt() : random.nextInt(Math.max(tableSize, 1)));
        note(new Stretch(address, address + length), flags);
    }

    /** Keeps in mind what the device may do with a stretch; it may do nothing with one that is not in memory. */
    private void note(Stretch stretch, int flags) {
        if (stretch.from < memory.base() || stretch.end > memory.base() + MEMORY) {
            return;
        }
        if ((flags & VirtioDriver.INDIRECT) != 0) {
            structures.add(stretch);
        } else if ((flags & VirtioDriver.WRITE) != 0) {
            writable.add(stretch);
        }
    }

    private long table(int entries, boolean inTable) {
        long table = buffer() & -16;
        for (int i = 0; i < entries && !inTable; i++) {
            descriptor(table + 16L * i, entries, true);
        }
        return table;
    }

    private long buffer() {
        return memory.base() + BUFFERS + random.nextInt(BUFFERS - 2048);
    }

    private int roomAt(long address) {
        return (int) (memory.base() + MEMORY - address);
    }

    private void offer(Ring ring) {
        int more = random.nextInt(1, 4);
        if (ring.size == 0) {
            return;
        }
        for (int i = 0; i < more; i++) {
            int head = rarely() ? random.nextInt(0x1_0000) : random.nextInt(ring.size);
            poke(ring.available + 4 + 2L * (ring.offered.size() % ring.size), 2, head);
            ring.offered.add(head);
        }
        boolean moves = rarely();
        honest &= !moves;
        poke(ring.available + 2, 2, moves ? random.nextInt() : ring.offered.size());
        poke(ring.available + 4 + 2L * ring.size, 2, random.nextInt(8));
        if (rarely()) {
            poke(ring.available, 2, random.nextInt());
        }
    }

    private void poke(long address, int bytes, long value) {
        if (address >= memory.base() && address <= memory.base() + MEMORY - bytes) {
            memory.write(address, bytes, value);
        }
    }

    private void pokeRegisters() {
        anythingGoes = true;
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            int bytes = 1 << random.nextInt(4);
            long offset = random.nextInt(0x200 / bytes) * (long) bytes;
            if (random.nextBoolean()) {
                slot.read(offset, bytes);
            } else {
                slot.write(offset, bytes, anyValue());
            }
        }
    }

    private long anyValue() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(16);
            case 1 -> 1L << random.nextInt(64);
            case 2 -> anyAddress();
            default -> random.nextLong();
        };
    }

    private long anyAddress() {
        return random.nextBoolean()
                ? WRONG_ADDRESSES[random.nextInt(WRONG_ADDRESSES.length)]
                : memory.base() + random.nextInt(MEMORY);
    }

    private boolean rarely() {
        return random.nextInt(24) == 0;
    }

    // ---- what has to hold

    private void settle() {
        settled.run();
        slot.advance(0);
    }

    private void look(byte[] target) {
        memory.ram().read(0, target, 0, MEMORY);
    }

    private void checkMemory() {
        if (anythingGoes || structures.stream().anyMatch(this::mayBeWritten)) {
            return;
        }
        look(now);
        for (var stretch : writable) {
            int from = offset(stretch.from);
            System.arraycopy(before, from, now, from, Math.max(0, offset(stretch.end) - from));
        }
        int changed = Arrays.mismatch(before, now);
        if (changed >= 0) {
            throw new AssertionError("the device wrote to 0x%x".formatted(memory.base() + changed));
        }
    }

    /** Where an address lies in memory, or the nearest end of it. */
    private int offset(long address) {
        return Math.clamp(address - memory.base(), 0, MEMORY);
    }

    private boolean mayBeWritten(Stretch stretch) {
        return writable.stream().anyMatch(stretch::overlaps);
    }

    /** A device that has not given up gives back what was made available, and in good order. */
    private void checkUsed() {
        boolean gaveUp = (slot.read(VirtioDriver.STATUS) & VirtioDriver.NEEDS_RESET) != 0;
        if (anythingGoes || gaveUp || !honest || structures.stream().anyMatch(this::mayBeWritten)) {
            return;
        }
        for (var ring : rings) {
            checkUsed(ring);
        }
    }

    private void checkUsed(Ring ring) {
        int count = (int) memory.read(ring.used + 2, 2);
        if (count > ring.offered.size()) {
            throw new AssertionError("%d buffers given back of %d".formatted(count, ring.offered.size()));
        }
        for (int i = Math.max(0, count - ring.size); i < count; i++) {
            int head = (int) memory.read(ring.used + 4 + 8L * (i % ring.size), 4);
            if (!ring.offered.contains(head)) {
                throw new AssertionError("buffer %d given back, which was not made available".formatted(head));
            }
        }
    }

    private void checkWorks() {
        var driver = new VirtioDriver(slot);
        driver.reset();
        settled.run();
        if (driver.status() != 0 || slot.irq("irq").level()) {
            throw new AssertionError("reset did not take effect");
        }
        check.accept(driver);
    }
}
