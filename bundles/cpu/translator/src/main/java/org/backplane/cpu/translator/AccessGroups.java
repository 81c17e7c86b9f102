package org.backplane.cpu.translator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.cpu.translator.Loops.Loop;

/**
 * The loads and stores that find their page together: those of a straight stretch at the same slot, while it holds the
 * same address. One look decides that all of them are in one page and aligned, else the first is left to the
 * interpreter.
 */
final class AccessGroups {
    /** A group that spans more would too often not be in one page. */
    private static final int LONGEST = 512;

    /**
     * A page as a TLB entry has it, in two locals, a tag and an addend. The TLB does not change while a region runs, and
     * what one slot points to is mostly in one page for a while: so each slot that is used in a loop, and direction,
     * keeps its last page; for each loop another, since a register goes through one array here and another there.
     */
    record Page(int tag, int addend) {}

    /** Accesses relative to what the slot holds. */
    static final class Group {
        private final Page page;
        private final boolean looping;
        private int accesses;
        private long begin = Long.MAX_VALUE;
        private long end = Long.MIN_VALUE;
        private int alignment = 1;

        /** Whether the slot's alignment is that of all accesses. */
        private boolean regular;

        Group(Page page, boolean looping) {
            this.page = page;
            this.looping = looping;
        }

        private boolean takes(long offset, int bytes) {
            int aligned = Math.max(alignment, bytes);
            long first = Math.min(begin, offset) & -aligned;
            return regular && offset % bytes == 0 && Math.max(end, offset + bytes) - first <= LONGEST;
        }

        private void add(long offset, int bytes) {
            regular = offset % bytes == 0;
            alignment = Math.max(alignment, bytes);
            begin = Math.min(begin, offset) & -alignment;
            end = Math.max(end, offset + bytes);
            accesses++;
        }

        /** What is known of the page. */
        Page page() {
            return page;
        }

        /** Whether it is in a loop, and so may find its page again. */
        boolean looping() {
            return looping;
        }

        boolean ofSeveral() {
            return accesses > 1;
        }

        /** The offset of its first byte, a multiple of the alignment. */
        long begin() {
            return begin;
        }

        /** How many bytes it spans. */
        long length() {
            return end - begin;
        }

        /** The alignment that the slot must have, a power of two. */
        int alignment() {
            return alignment;
        }
    }

    private record Place(int slot, boolean writes, Optional<Loop> loop) {}

    private final boolean alone;
    private final IdentityHashMap<Step, Group> groups = new IdentityHashMap<>();
    private final Map<Place, Group> open = new HashMap<>();
    private final Map<Place, Page> pages = new HashMap<>();
    private final List<Page> inOrder = new ArrayList<>();
    private Optional<Loop> loop = Optional.empty();
    private int next;

    private AccessGroups(boolean alone, int firstLocal) {
        this.alone = alone;
        next = firstLocal;
    }

    /** Those of some code, with locals from that number on. */
    static AccessGroups of(GuestCode code, int firstLocal) {
        var found = new AccessGroups(code.accessesAlone(), firstLocal);
        var stretches = Stretches.of(code);
        var loops = Loops.of(code);
        for (var instruction : code.instructions()) {
            if (stretches.containsKey(instruction.pc())) {
                found.open.clear();
                found.loop = loops.innermost(instruction.pc());
            }
            instruction.steps().forEach(found::add);
        }
        return found;
    }

    /** The group of a load or store at a slot. */
    Group of(Step access) {
        var group = groups.get(access);
        if (group == null) {
            throw new IllegalArgumentException("no access at a slot: " + access);
        }
        return group;
    }

    /** The pages that are kept, by rising number of local. */
    List<Page> pages() {
        return inOrder;
    }

    /** The number of the local behind them. */
    int end() {
        return next;
    }

    private void add(Step step) {
        switch (step) {
            case Step.Load load -> add(load, load.base(), load.offset(), load.bytes(), false);
            case Step.Store store -> add(store, store.base(), store.offset(), store.bytes(), true);
            default -> {}
        }
        int target = SlotUse.target(step);
        open.keySet().removeIf(place -> place.slot() == target);
    }

    private void add(Step access, Value base, long offset, int bytes, boolean writes) {
        if (base instanceof Value.Slot(int slot)) {
            var place = new Place(slot, writes, loop);
            var group = open.get(place);
            if (group == null || alone || !group.takes(offset, bytes)) {
                group = new Group(pages.computeIfAbsent(place, _ -> newPage()), loop.isPresent());
                open.put(place, group);
            }
            group.add(offset, bytes);
            groups.put(access, group);
        }
    }

    private Page newPage() {
        var page = new Page(next, next + 2);
        next += 4;
        inOrder.add(page);
        return page;
    }
}
