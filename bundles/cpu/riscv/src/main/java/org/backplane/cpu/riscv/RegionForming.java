package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.backplane.cpu.riscv.Translation.Place;
import org.backplane.cpu.translator.GuestCode;
import org.backplane.cpu.translator.GuestCode.Instruction;
import org.jspecify.annotations.Nullable;

/**
 * Gathers, from a hot block on, what is executed with it: along branches, into called functions and behind the calls,
 * the most executed first, as far as it was executed at all.
 */
final class RegionForming {
    /** Beyond some hundred instructions HotSpot takes longer than it is worth. */
    private static final int MOST_INSTRUCTIONS = 100;

    /** What is executed less than one time in so many is not part of it. */
    private static final int RARELY = 64;

    private static final int MOST_RETURNS = 4;

    private record Found(Block block, int index) {
        long word() {
            return block.code[index];
        }
    }

    private final BlockCache blocks;
    private final int hot;
    private final boolean inexact;
    private final Map<Long, Found> instructions = new TreeMap<>();
    private final Set<Block> covered = new LinkedHashSet<>();
    private final Set<Long> entries = new TreeSet<>();
    private final Set<Long> returns = new LinkedHashSet<>();
    private final Map<Long, Long> pages = new LinkedHashMap<>();
    private final PriorityQueue<Block> candidates = new PriorityQueue<>(
            Comparator.comparingInt((Block block) -> block.executions).reversed());

    private RegionForming(BlockCache blocks, int hot, boolean inexact) {
        this.inexact = inexact;
        this.hot = hot;
        this.blocks = blocks;
    }

    /** The code to translate, and who is to know of it; nothing if the block cannot be translated. */
    record Formed(GuestCode code, Translation translation) {}

    /**
     * From a block on.
     *
     * @param inexact whether {@link Fcsr#NX} is accrued, and so likely to be when the code is executed
     */
    static @Nullable Formed from(Block seed, BlockCache blocks, int hot, boolean inexact) {
        if (Lowering.leaves(seed.code[0])) {
            return null;
        }
        var forming = new RegionForming(blocks, hot, inexact);
        forming.grow(seed);
        return forming.instructions.isEmpty() ? null : forming.formed(seed);
    }

    private void grow(Block seed) {
        entries.add(seed.pc);
        candidates.add(seed);
        for (var block = candidates.poll(); block != null; block = candidates.poll()) {
            boolean fits = instructions.size() + block.code.length <= MOST_INSTRUCTIONS || instructions.isEmpty();
            if (fits && block.secondPage == 0 && covered.add(block)) {
                take(block);
            }
        }
    }

    private void take(Block block) {
        pages.put(block.pc & Tlb.TAG, block.physical & Tlb.TAG);
        long pc = block.pc;
        int end = block.reach < 0 ? block.code.length : Math.min(block.reach + 1, block.code.length);
        for (int i = 0; i < end; i++) {
            if (instructions.putIfAbsent(pc, new Found(block, i)) != null) {
                return;
            }
            long word = block.code[i];
            pc += Code.length(word);
            follow(block, word, pc);
        }
        if (end == block.code.length && goesOn(Code.op(block.code[end - 1]))) {
            candidate(pc);
        }
    }

    private static boolean goesOn(int op) {
        return !Op.endsBlock(op) || Op.csr(op);
    }

    private void follow(Block block, long word, long behind) {
        int op = Code.op(word);
        boolean links = Code.rd(word) != Code.SINK;
        if (Op.branches(op)) {
            jump(behind, block.place(word));
            if (op == Op.JAL && links) {
                comeBack(behind);
                returns.add(behind);
            }
        } else if (op == Op.JALR) {
            jumpAny(block, word, behind);
        } else if (Lowering.leaves(word)) {
            comeBack(behind);
        }
    }

    private void jumpAny(Block block, long word, long behind) {
        if (Code.rd(word) != Code.SINK) {
            comeBack(behind);
            returns.add(behind);
        }
        if (!Lowering.returns(word)) {
            block.targets().forEach(this::candidate);
        }
    }

    private void jump(long behind, long target) {
        if (Long.compareUnsigned(target, behind) < 0) {
            entries.add(target);
        }
        candidate(target);
    }

    private void comeBack(long pc) {
        entries.add(pc);
        candidate(pc);
    }

    private void candidate(long pc) {
        var block = blocks.seen(pc);
        if (block != null && (block.hot || block.executions >= hot / RARELY)) {
            candidates.add(block);
        }
    }

    private @Nullable Formed formed(Block seed) {
        entries.removeIf(pc -> !instructions.containsKey(pc)
                || Lowering.leaves(instructions.get(pc).word()));
        returns.retainAll(instructions.keySet());
        boolean stayInexact = inexact && covered.stream().noneMatch(block -> block.exact);
        var likely = returns.stream().limit(MOST_RETURNS).toList();
        var lowered = new ArrayList<Instruction>();
        instructions.forEach((pc, found) -> {
            var targets =
                    Lowering.returns(found.word()) ? likely : found.block().targets();
            lowered.add(Lowering.lower(found.word(), pc, found.block().place(found.word()), targets, stayInexact));
        });
        int generation = blocks.generation();
        var translation = new Translation(instructions.size(), places(), entryBlocks(seed), List.copyOf(covered));
        if (blocks.generation() != generation) {
            return null;
        }
        covered.stream().map(blocks::pageOf).distinct().forEach(page -> page.add(translation));
        return new Formed(
                new GuestCode(seed.pc, lowered, entries, covered.stream().anyMatch(block -> block.apart)), translation);
    }

    private List<Place> places() {
        var places = new ArrayList<Place>();
        pages.forEach((virtual, physical) -> places.add(new Place(virtual, physical)));
        return places;
    }

    private void addIfExecutable(long pc, Set<Block> begins) {
        try {
            begins.add(blocks.at(pc));
        } catch (Trap unmapped) {
            // the tables have changed, and no fence has said so yet: nothing begins there
        }
    }

    private List<Block> entryBlocks(Block seed) {
        var begins = new LinkedHashSet<Block>();
        begins.add(seed);
        for (long pc : entries) {
            addIfExecutable(pc, begins);
        }
        return List.copyOf(begins);
    }
}
