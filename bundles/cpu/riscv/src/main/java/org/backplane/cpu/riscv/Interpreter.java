package org.backplane.cpu.riscv;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.VarHandle;

/**
 * Executes decoded code: most of it by {@link FastPath}, here what is long or rare, or may trap. A trap in the middle of
 * a block finds its instruction by {@link HartState#at}.
 */
final class Interpreter {
    private final HartState state;
    private final Mmu mmu;
    private final BlockCache blocks;
    private final Fpu fpu;
    private final Atomics atomics;
    private final PrivilegedInstructions privileged;
    private final Interrupts interrupts;
    private final Regions regions;
    private final FastPath fast;

    Interpreter(
            HartState state,
            Mmu mmu,
            BlockCache blocks,
            Fpu fpu,
            Atomics atomics,
            PrivilegedInstructions privileged,
            Interrupts interrupts,
            Regions regions) {
        this.state = state;
        this.mmu = mmu;
        this.blocks = blocks;
        this.fpu = fpu;
        this.atomics = atomics;
        this.privileged = privileged;
        this.interrupts = interrupts;
        this.regions = regions;
        fast = new FastPath(state, mmu, blocks, regions.threshold());
    }

    /** Executes from {@link HartState#pc} on until the budget is used up, or something traps. */
    void run() {
        final int hot = regions.threshold();
        long next = state.pc;
        while (state.budget > 0) {
            var block = blocks.at(next);
            if (block.translation == null && ++block.executions == hot) {
                regions.hot(block);
            }
            var translation = block.translation;
            if (translation != null && regions.runnable(translation)) {
                next = regions.run(translation, next);
                if (state.left == 0) {
                    continue;
                }
                state.left = 0;
                block = blocks.at(next);
            }
            next = fast.run(block, 0);
            while (next == FastPath.STOPPED) {
                next = step(requireNonNull(state.block), state.index);
            }
        }
        state.fetching(next);
    }

    /** Executes one instruction, and what comes behind it as {@link FastPath} does. */
    private long step(Block block, int index) {
        long word = block.code[index];
        int op = Code.op(word);
        if (Op.endsBlock(op)) {
            long next = op == Op.JALR ? jump(word, block) : privileged.execute(word, block.end);
            state.executed(block);
            return next;
        }
        if (op >= Op.LB && op <= Op.FSD) {
            access(op, word);
        } else {
            compute(op, word);
        }
        state.block = null;
        return fast.run(block, index + 1);
    }

    /** A jump to a register, to another place than the last time. */
    private long jump(long word, Block block) {
        long target = state.x[Code.rs1(word)] + Code.immediate(word) & ~1L;
        state.x[Code.rd(word)] = block.end;
        block.leadsTo(target);
        return target;
    }

    private void compute(int op, long word) {
        final long[] x = state.x;
        long a = x[Code.rs1(word)];
        long b = x[Code.rs2(word)];
        if (op <= Op.CZERO_NEZ) {
            x[Code.rd(word)] = Alu.compute(op, a, Alu.immediate(op) ? Code.immediate(word) : b);
        } else if (op == Op.FENCE) {
            VarHandle.fullFence();
        } else if (op <= Op.AMOMAXU_D) {
            x[Code.rd(word)] = atomics.execute(op, a, b);
        } else {
            fpu.execute(word);
        }
    }

    @SuppressWarnings("UnnecessaryLongToIntConversion") // a store is of so many bits
    private void access(int op, long word) {
        final long[] x = state.x;
        final int d = Code.rd(word);
        final int b = Code.rs2(word);
        long address = x[Code.rs1(word)] + Code.immediate(word);
        switch (op) {
            case Op.LB -> x[d] = (byte) load(address, Byte.BYTES);
            case Op.LH -> x[d] = (short) load(address, Short.BYTES);
            case Op.LW -> x[d] = (int) load(address, Integer.BYTES);
            case Op.LD -> x[d] = load(address, Long.BYTES);
            case Op.LBU -> x[d] = load(address, Byte.BYTES) & 0xff;
            case Op.LHU -> x[d] = load(address, Short.BYTES) & 0xffff;
            case Op.LWU -> x[d] = load(address, Integer.BYTES) & 0xffff_ffffL;
            case Op.SB -> store(address, Byte.BYTES, (byte) x[b]);
            case Op.SH -> store(address, Short.BYTES, (short) x[b]);
            case Op.SW -> store(address, Integer.BYTES, (int) x[b]);
            case Op.SD -> store(address, Long.BYTES, x[b]);
            case Op.FLW -> loadFloating(d, address, Integer.BYTES);
            case Op.FLD -> loadFloating(d, address, Long.BYTES);
            case Op.FSW -> storeFloating(b, address, Integer.BYTES);
            case Op.FSD -> storeFloating(b, address, Long.BYTES);
            default -> throw new IllegalArgumentException("no load and no store: " + op);
        }
    }

    private void loadFloating(int register, long address, int bytes) {
        fpu.requireOn();
        long value = load(address, bytes);
        state.mstatus |= Mstatus.FS_DIRTY;
        state.f[register] = bytes == Long.BYTES ? value : Fpu.box((int) value);
    }

    private void storeFloating(int register, long address, int bytes) {
        fpu.requireOn();
        long value = state.f[register];
        store(address, bytes, bytes == Long.BYTES ? value : (int) value);
    }

    private long load(long address, int bytes) {
        long value = mmu.load(address, bytes);
        lookAround();
        return value;
    }

    private void store(long address, int bytes, long value) {
        mmu.store(address, bytes, value);
        lookAround();
    }

    /** A device that was touched may have raised an interrupt. */
    private void lookAround() {
        if (interrupts.due()) {
            state.endSlice();
        }
    }
}
