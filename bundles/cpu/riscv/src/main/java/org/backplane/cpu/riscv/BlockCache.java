package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.backplane.api.cpu.HotCode;
import org.backplane.api.memory.Ram;
import org.backplane.cpu.riscv.GuestMemory.Stretch;
import org.jspecify.annotations.Nullable;

/**
 * The decoded code of a hart. Blocks belong to physical addresses, so they survive every change of address spaces;
 * a direct-mapped table by virtual address finds those that are known to be valid in the present epoch.
 */
final class BlockCache {

    /** Told of every page from which code is decoded for the first time, before it is read. */
    @FunctionalInterface
    interface Watcher {
        void watch(Stretch stretch, long physicalPage);
    }

    /** A memory that code was decoded from. */
    private static final class Source {
        private final Ram ram;
        private int changes;

        Source(Ram ram) {
            this.ram = ram;
            changes = ram.codeChanges();
        }

        /** Whether any of its code was written to since this was asked last. */
        boolean changed() {
            int before = changes;
            changes = ram.codeChanges();
            return changes != before;
        }
    }

    private static final int TABLE = 1 << 17;
    private static final int BUCKETS = 1 << 16;
    private static final int LONGEST = 64;
    private static final int MOST_BLOCKS = 1 << 18;
    private static final long PAGE = 4096;

    /** The tables of all harts that have not run yet: to make and to reset a machine is to take little time. */
    private static final Block[] EMPTY_TABLE = empty(TABLE);

    private static final Block[] EMPTY_BUCKETS = empty(BUCKETS);

    private final HartState state;
    private final Mmu mmu;
    private final GuestMemory memory;
    private final Decoder decoder;
    private final Watcher watcher;

    private Block[] table = EMPTY_TABLE;

    /** All blocks, chained by the hash of their physical addresses. */
    private Block[] buckets = EMPTY_BUCKETS;

    private boolean shared = true;

    private final Map<Long, CodePage> pages = new HashMap<>();
    private final List<Source> sources = new ArrayList<>();
    private final long[] buffer = new long[LONGEST];
    private int count;
    private int generation;

    BlockCache(HartState state, Mmu mmu, GuestMemory memory, Decoder decoder, Watcher watcher) {
        this.state = state;
        this.mmu = mmu;
        this.memory = memory;
        this.decoder = decoder;
        this.watcher = watcher;
    }

    private static Block[] empty(int length) {
        var table = new Block[length];
        Arrays.fill(table, Block.NONE);
        return table;
    }

    /** The code at a virtual address, or a trap because there is none. */
    Block at(long pc) {
        var block = table[slot(pc)];
        return block.pc == pc && block.epoch == mmu.epoch ? block : find(pc);
    }

    Block[] table() {
        return table;
    }

    static int slot(long pc) {
        return (int) (pc >>> 1) & (TABLE - 1);
    }

    private static int bucket(long physical) {
        return (int) (physical >>> 1 ^ physical >>> 16) & (BUCKETS - 1);
    }

    private Block find(long pc) {
        if (shared) {
            table = EMPTY_TABLE.clone();
            buckets = EMPTY_BUCKETS.clone();
            shared = false;
        }
        state.fetching(pc);
        long physical = mmu.fetch(pc);
        var block = known(pc, physical);
        if (block == Block.NONE) {
            block = build(pc, physical);
        }
        block.epoch = mmu.epoch;
        table[slot(pc)] = block;
        return block;
    }

    /** The code at a virtual address if it was executed in the present epoch, else null. */
    @Nullable
    Block seen(long pc) {
        var block = table[slot(pc)];
        return block.pc == pc && block.epoch == mmu.epoch ? block : null;
    }

    /** What is translated at a virtual address if that is known to be where it was in the present epoch, else null. */
    @Nullable
    Translation translated(long pc) {
        var block = table[slot(pc)];
        var translation = block.pc == pc && block.epoch == mmu.epoch ? block.translation : null;
        return translation != null && translation.runnable(mmu) ? translation : null;
    }

    /** Grows when everything is dropped. */
    int generation() {
        return generation;
    }

    /** The page that a block begins in. */
    CodePage pageOf(Block block) {
        return page(stretch(block.physical), block.physical);
    }

    private Block known(long pc, long physical) {
        for (var block = buckets[bucket(physical)]; block != Block.NONE; block = block.chain) {
            if (block.pc == pc && block.physical == physical && mayStillRun(block)) {
                return block;
            }
        }
        return Block.NONE;
    }

    private boolean mayStillRun(Block block) {
        if (block.secondPage != 0) {
            return mmu.fetch(secondHalf(block.pc)) == block.secondPage;
        }
        return mmu.executable(block.physical, (int) (block.end - block.pc));
    }

    private static long secondHalf(long pc) {
        return pc + Short.BYTES;
    }

    private Block build(long pc, long physical) {
        if (count >= MOST_BLOCKS) {
            clear();
        }
        var stretch = stretch(physical);
        var page = page(stretch, physical);
        int first = Short.toUnsignedInt(HostAccess.getShort(stretch.host(physical)));
        boolean acrossPages = Decoder.length(first) == 4 && (physical & PAGE - 1) == PAGE - Short.BYTES;
        var block = acrossPages ? acrossPages(pc, physical, first) : withinPage(pc, physical, stretch);
        page.add(block);
        add(block);
        return block;
    }

    private Block acrossPages(long pc, long physical, int firstHalf) {
        long second = mmu.fetch(secondHalf(pc));
        var stretch = stretch(second);
        var page = page(stretch, second);
        int bits = firstHalf | HostAccess.getShort(stretch.host(second)) << 16;
        buffer[0] = decoder.decode(bits);
        var block = new Block(pc, physical, relativeToEnd(1, 4), 4, second);
        page.add(block);
        return block;
    }

    private Block withinPage(long pc, long physical, Stretch stretch) {
        int n = 0;
        int offset = 0;
        int room = (int) (PAGE - (physical & PAGE - 1));
        while (n < LONGEST && offset < room) {
            long host = stretch.host(physical + offset);
            int bits = Short.toUnsignedInt(HostAccess.getShort(host));
            int length = Decoder.length(bits);
            boolean allowed = (n == 0 && length == 2) || mmu.executable(physical + offset, length);
            if (offset + length > room || (n > 0 && !allowed)) {
                break;
            }
            if (!allowed) {
                mmu.fetch(secondHalf(pc));
            }
            long word = decoder.decode(length == 2 ? bits : HostAccess.getInt(host));
            int op = Code.op(word);
            if (Op.pcRelative(op)) {
                long target = (long) Code.immediate(word) + offset;
                if ((int) target != target) {
                    break;
                }
                word = Code.withImmediate(word, (int) target);
            }
            buffer[n++] = word;
            offset += length;
            if (Op.endsBlock(op)) {
                break;
            }
        }
        return new Block(pc, physical, relativeToEnd(n, offset), offset, 0);
    }

    /** What was decoded, with branches that count from its end. */
    private long[] relativeToEnd(int count, int bytes) {
        long[] code = Arrays.copyOf(buffer, count);
        for (int i = 0; i < count; i++) {
            if (Op.branches(Code.op(code[i]))) {
                code[i] = Code.withImmediate(code[i], Code.immediate(code[i]) - bytes);
            }
        }
        return code;
    }

    private Stretch stretch(long physical) {
        var stretch = memory.at(physical);
        if (stretch == null) {
            throw new IllegalStateException("instructions are fetched from memory only");
        }
        return stretch;
    }

    /**
     * What is executed most, the first first, as far as the table has it; from any thread, then it may be a little behind.
     *
     * @param threshold after how many executions a block is translated, 0 for never
     */
    List<HotCode> hottest(int most, int threshold) {
        var translations = new HashSet<Translation>();
        var heats = new ArrayList<HotCode>();
        for (var block : table) {
            var translation = block.translation;
            if (translation == null && block.epoch != Block.DEAD && block.executions != 0) {
                heats.add(block.heat(threshold));
            } else if (translation != null && translations.add(translation)) {
                heats.add(translation.heat());
            }
        }
        heats.sort(Comparator.comparingLong(HotCode::instructions).reversed());
        return heats.stream().limit(most).toList();
    }

    private CodePage page(Stretch stretch, long physical) {
        return pages.computeIfAbsent(physical / PAGE, _ -> {
            if (sources.stream().noneMatch(source -> source.ram == stretch.ram())) {
                sources.add(new Source(stretch.ram()));
            }
            var page = new CodePage(stretch, physical);
            watcher.watch(stretch, physical & -PAGE);
            return page;
        });
    }

    /** The bits of an instruction, as memory has them now. */
    long bits(Block block, int index) {
        long physical = block.physical + (block.address(index) - block.pc);
        long host = stretch(physical).host(physical);
        int low = Short.toUnsignedInt(HostAccess.getShort(host));
        if (Decoder.length(low) == 2) {
            return low;
        }
        long second = block.secondPage == 0
                ? host + Short.BYTES
                : stretch(block.secondPage).host(block.secondPage);
        return low | Short.toUnsignedLong(HostAccess.getShort(second)) << 16;
    }

    private void add(Block block) {
        int bucket = bucket(block.physical);
        block.chain = buckets[bucket];
        buckets[bucket] = block;
        count++;
    }

    /** Drops the code of pages that were written to: {@code fence.i}. */
    void dropStale() {
        boolean changed = false;
        for (int i = 0; i < sources.size(); i++) {
            changed |= sources.get(i).changed();
        }
        if (!changed) {
            return;
        }
        for (var pageIterator = pages.values().iterator(); pageIterator.hasNext(); ) {
            var page = pageIterator.next();
            if (page.stale()) {
                page.blocks().forEach(this::drop);
                page.dropTranslations();
                pageIterator.remove();
            }
        }
    }

    private void drop(Block block) {
        if (block.dropped()) {
            return;
        }
        block.epoch = Block.DEAD;
        unlink(block);
        block.markDropped();
        block.translation = null;
        count--;
    }

    private void unlink(Block block) {
        int bucket = bucket(block.physical);
        if (buckets[bucket] == block) {
            buckets[bucket] = block.chain;
            return;
        }
        for (var before = buckets[bucket]; before != Block.NONE; before = before.chain) {
            if (before.chain == block) {
                before.chain = block.chain;
                return;
            }
        }
    }

    /** Drops everything. */
    void clear() {
        pages.values().forEach(CodePage::dropTranslations);
        generation++;
        pages.clear();
        count = 0;
        if (!shared) {
            Arrays.fill(buckets, Block.NONE);
            Arrays.fill(table, Block.NONE);
        }
    }
}
