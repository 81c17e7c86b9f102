package org.backplane.core.board;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.backplane.api.command.CommandException;
import org.backplane.api.device.Dma;
import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.Ram;
import org.backplane.api.memory.Region;
import org.jspecify.annotations.Nullable;

/** Which guest addresses are RAM, and which a device's. Changed under the machine lock, read by everybody. */
final class MemoryMap implements AddressSpace, Dma {

    /** Answers for a device's window; takes the machine lock and catches what the device throws. */
    interface Window {
        long read(long offset, int bytes);

        void write(long offset, int bytes, long value);
    }

    /** Memory, or a window; a window with memory is read from the memory and written to the device. */
    private record Entry(Region region, @Nullable Window window) {

        Entry readingFrom(Optional<Ram> memory) {
            boolean toDevice = memory.isEmpty();
            return new Entry(new Region(region.base(), region.size(), region.name(), memory, toDevice), window);
        }
    }

    /** Sorted by address; replaced whole. */
    private volatile Entry[] entries = {};

    private final AtomicInteger generation = new AtomicInteger();

    /** Adds memory. */
    void add(String name, long base, Ram ram, boolean writable) {
        add(new Entry(new Region(base, ram.size(), name, Optional.of(ram), writable), null));
    }

    /** Adds a device's window. */
    void add(String name, long base, long size, Window window) {
        add(new Entry(new Region(base, size, name, Optional.empty(), true), window));
    }

    /**
     * Lets memory answer the reads of a device's window, or the device again if there is none.
     *
     * @param base where the window lies
     */
    synchronized void readsFrom(long base, Optional<Ram> memory) {
        replace(Arrays.stream(entries).map(entry -> entry.region().base() == base ? entry.readingFrom(memory) : entry));
    }

    private synchronized void add(Entry added) {
        var region = added.region();
        for (var entry : entries) {
            if (overlap(entry.region(), region)) {
                throw CommandException.failed("%s at 0x%x overlaps %s at 0x%x"
                        .formatted(
                                region.name(),
                                region.base(),
                                entry.region().name(),
                                entry.region().base()));
            }
        }
        replace(Stream.concat(Arrays.stream(entries), Stream.of(added)));
    }

    /** Removes what lies at an address. */
    synchronized void remove(long base) {
        replace(Arrays.stream(entries).filter(entry -> entry.region().base() != base));
    }

    /** Removes everything. */
    synchronized void clear() {
        replace(Stream.empty());
    }

    private void replace(Stream<Entry> next) {
        entries = next.sorted(Comparator.comparing(entry -> entry.region().base(), Long::compareUnsigned))
                .toArray(Entry[]::new);
        generation.incrementAndGet();
    }

    private static boolean overlap(Region a, Region b) {
        return a.contains(b.base()) || b.contains(a.base());
    }

    /** All that is mapped, by address. */
    List<Region> regions() {
        return Arrays.stream(entries).map(Entry::region).toList();
    }

    @Override
    public @Nullable Region region(long address) {
        var entry = find(address);
        return entry == null ? null : entry.region();
    }

    @Override
    public int generation() {
        return generation.get();
    }

    @Override
    public long read(long address, int bytes) throws BusFault {
        var entry = find(address, bytes);
        long offset = address - entry.region().base();
        var memory = entry.region().ram();
        return memory.isPresent() || entry.window() == null
                ? memory.orElseThrow().read(offset, bytes)
                : entry.window().read(offset, bytes);
    }

    @Override
    public void write(long address, int bytes, long value) throws BusFault {
        var entry = find(address, bytes);
        long offset = address - entry.region().base();
        if (entry.window() != null) {
            entry.window().write(offset, bytes, value);
        } else if (entry.region().writable()) {
            entry.region().ram().orElseThrow().write(offset, bytes, value);
        }
    }

    @Override
    public boolean read(long address, byte[] target, int from, int length) {
        var region = region(address, length);
        if (region == null) {
            return false;
        }
        region.ram().orElseThrow().read(address - region.base(), target, from, length);
        return true;
    }

    @Override
    public boolean write(long address, byte[] source, int from, int length) {
        var region = region(address, length);
        if (region == null) {
            return false;
        }
        region.ram().orElseThrow().write(address - region.base(), source, from, length);
        return true;
    }

    @Override
    public @Nullable Region region(long address, long length) {
        var entry = find(address);
        return entry == null
                        || entry.window() != null
                        || !entry.region().writable()
                        || !fits(entry.region(), address, length)
                ? null
                : entry.region();
    }

    private Entry find(long address, int bytes) throws BusFault {
        var entry = find(address);
        if (entry == null || !fits(entry.region(), address, bytes)) {
            throw BusFault.FAULT;
        }
        return entry;
    }

    /** Whether a stretch that begins in a region ends in it. */
    private static boolean fits(Region region, long address, long length) {
        return length >= 0 && address - region.base() <= region.size() - length;
    }

    private @Nullable Entry find(long address) {
        var sorted = entries;
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            var region = sorted[middle].region();
            if (region.contains(address)) {
                return sorted[middle];
            } else if (Long.compareUnsigned(address, region.base()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return null;
    }
}
