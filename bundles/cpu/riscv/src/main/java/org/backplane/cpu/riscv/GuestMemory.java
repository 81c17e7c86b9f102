package org.backplane.cpu.riscv;

import org.backplane.api.memory.AddressSpace;
import org.backplane.api.memory.AddressSpace.BusFault;
import org.backplane.api.memory.Ram;
import org.jspecify.annotations.Nullable;

/** The guest's physical addresses: which of them are memory, at which host address, and the way to devices. */
final class GuestMemory {

    /** A stretch of memory behind physical addresses. */
    record Stretch(long base, long size, Ram ram, boolean writable, long hostOffset) {

        boolean contains(long address) {
            return Long.compareUnsigned(address - base, size) < 0;
        }

        /** The host address of a physical one. */
        long host(long address) {
            return address + hostOffset;
        }

        /** The number of a physical address's page in this memory. */
        long page(long address) {
            return (address - base) >>> Ram.PAGE_SHIFT;
        }

        /** Whether nobody watches a page for changes of its code, so that it may be written without a word. */
        boolean unwatched(long address) {
            return (ram.codeVersion(page(address)) & 1) == 0;
        }

        /** Owes the memory a word about something written to {@link #host}. */
        void written(long address, int bytes) {
            ram.written(address - base, bytes);
        }
    }

    private final AddressSpace space;
    private final Trap trap;
    private @Nullable Stretch last;
    private int generation;

    GuestMemory(AddressSpace space, Trap trap) {
        this.space = space;
        this.trap = trap;
        generation = space.generation();
    }

    /** Whether the map has changed since this was asked last; what was learnt from it is void then. */
    boolean changed() {
        int now = space.generation();
        if (now == generation) {
            return false;
        }
        generation = now;
        last = null;
        return true;
    }

    /**
     * Whether a store of this hart's own has just changed the map, so that its next access must not find memory by what
     * was learnt before. {@link #changed} still has to be asked.
     */
    boolean changedByStore() {
        if (space.generation() == generation) {
            return false;
        }
        last = null;
        return true;
    }

    /** The memory at a physical address, or null. */
    @Nullable
    Stretch at(long address) {
        var seen = last;
        if (seen != null && seen.contains(address)) {
            return seen;
        }
        var region = space.region(address);
        if (region == null || region.ram().isEmpty()) {
            return null;
        }
        var ram = region.ram().get();
        last = new Stretch(region.base(), region.size(), ram, region.writable(), ram.address() - region.base());
        return last;
    }

    /** Reads from a device, or traps with an access fault of a virtual address. */
    long read(long physical, int bytes, long virtual) {
        if ((physical & (bytes - 1)) != 0) {
            throw trap.with(Trap.LOAD_ACCESS_FAULT, virtual);
        }
        try {
            return space.read(physical, bytes);
        } catch (BusFault e) {
            throw trap.with(Trap.LOAD_ACCESS_FAULT, virtual);
        }
    }

    /** Writes to a device or to read-only memory, or traps with an access fault of a virtual address. */
    void write(long physical, int bytes, long value, long virtual) {
        if ((physical & (bytes - 1)) != 0) {
            throw trap.with(Trap.STORE_ACCESS_FAULT, virtual);
        }
        try {
            space.write(physical, bytes, value);
        } catch (BusFault e) {
            throw trap.with(Trap.STORE_ACCESS_FAULT, virtual);
        }
    }
}
