package org.backplane.cpu.riscv;

import java.lang.invoke.VarHandle;

/**
 * Executes decoded code. {@link #run} is the hottest loop of the project, so it looks different: one switch, the
 * shortest instructions in line, nothing allocated, and whatever is long or rare behind a call.
 *
 * <p>A trap in the middle of a block finds its instruction by {@link HartState#at}, which every slow path calls first.
 */
final class Interpreter {
    private static final long REG = Code.REGISTER_MASK;
    private static final long MASK_2 = Tlb.TAG | 1;
    private static final long MASK_4 = Tlb.TAG | 3;
    private static final long MASK_8 = Tlb.TAG | 7;

    private final HartState state;
    private final Mmu mmu;
    private final BlockCache blocks;
    private final Fpu fpu;
    private final Atomics atomics;
    private final PrivilegedInstructions privileged;
    private final Interrupts interrupts;
    private final Regions regions;

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
    }

    /** Executes from {@link HartState#pc} on until the budget is used up, or something traps. */
    @SuppressWarnings("IntLongMath") // the manual's words: computed in 32 bits, then extended
    void run() {
        final HartState state = this.state;
        final long[] x = state.x;
        final int hot = regions.threshold();
        long next = state.pc;
        while (state.budget > 0) {
            Block block = blocks.at(next);
            if (block.translation == null && ++block.executions == hot) {
                regions.hot(block);
            }
            final Translation translation = block.translation;
            if (translation != null && regions.runnable(translation)) {
                next = regions.run(translation, next);
                if (state.left == 0) {
                    continue;
                }
                state.left = 0;
                block = blocks.at(next);
            }
            final long[] code = block.code;
            next = block.end;
            int k = 0;
            loop:
            for (; k < code.length; k++) {
                final long word = code[k];
                final int a = (int) (word >>> Code.RS1 & REG);
                final int d = (int) (word >>> Code.RD & REG);
                switch ((int) word & Code.OP_MASK) {
                    case Op.LUI:
                        x[d] = word >> 32;
                        break;
                    case Op.AUIPC:
                        x[d] = block.pc + (word >> 32);
                        break;
                    case Op.ADDI:
                        x[d] = x[a] + (word >> 32);
                        break;
                    case Op.SLTI:
                        x[d] = x[a] < word >> 32 ? 1 : 0;
                        break;
                    case Op.SLTIU:
                        x[d] = Alu.lessUnsigned(x[a], word >> 32);
                        break;
                    case Op.XORI:
                        x[d] = x[a] ^ word >> 32;
                        break;
                    case Op.ORI:
                        x[d] = x[a] | word >> 32;
                        break;
                    case Op.ANDI:
                        x[d] = x[a] & word >> 32;
                        break;
                    case Op.SLLI:
                        x[d] = x[a] << (word >> 32);
                        break;
                    case Op.SRLI:
                        x[d] = x[a] >>> (word >> 32);
                        break;
                    case Op.SRAI:
                        x[d] = x[a] >> (word >> 32);
                        break;
                    case Op.ADDIW:
                        x[d] = (int) (x[a] + (word >> 32));
                        break;
                    case Op.SLLIW:
                        x[d] = (int) x[a] << (word >> 32);
                        break;
                    case Op.SRLIW:
                        x[d] = (int) x[a] >>> (word >> 32);
                        break;
                    case Op.SRAIW:
                        x[d] = (int) x[a] >> (word >> 32);
                        break;
                    case Op.ADD:
                        x[d] = x[a] + x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SUB:
                        x[d] = x[a] - x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SLL:
                        x[d] = x[a] << x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SLT:
                        x[d] = x[a] < x[(int) (word >>> Code.RS2 & REG)] ? 1 : 0;
                        break;
                    case Op.SLTU:
                        x[d] = Alu.lessUnsigned(x[a], x[(int) (word >>> Code.RS2 & REG)]);
                        break;
                    case Op.XOR:
                        x[d] = x[a] ^ x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SRL:
                        x[d] = x[a] >>> x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SRA:
                        x[d] = x[a] >> x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.OR:
                        x[d] = x[a] | x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.AND:
                        x[d] = x[a] & x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.ADDW:
                        x[d] = (int) (x[a] + x[(int) (word >>> Code.RS2 & REG)]);
                        break;
                    case Op.SUBW:
                        x[d] = (int) (x[a] - x[(int) (word >>> Code.RS2 & REG)]);
                        break;
                    case Op.SLLW:
                        x[d] = (int) x[a] << x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SRLW:
                        x[d] = (int) x[a] >>> x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.SRAW:
                        x[d] = (int) x[a] >> x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.MUL:
                        x[d] = x[a] * x[(int) (word >>> Code.RS2 & REG)];
                        break;
                    case Op.MULHU:
                        x[d] = Math.unsignedMultiplyHigh(x[a], x[(int) (word >>> Code.RS2 & REG)]);
                        break;
                    case Op.MULW:
                        x[d] = (int) (x[a] * x[(int) (word >>> Code.RS2 & REG)]);
                        break;
                    case Op.BEQ:
                        if (x[a] == x[(int) (word >>> Code.RS2 & REG)]) {
                            next = block.pc + (word >> 32);
                            break loop;
                        }
                        break;
                    case Op.BNE:
                        if (x[a] != x[(int) (word >>> Code.RS2 & REG)]) {
                            next = block.pc + (word >> 32);
                            break loop;
                        }
                        break;
                    case Op.BLT:
                        if (x[a] < x[(int) (word >>> Code.RS2 & REG)]) {
                            next = block.pc + (word >> 32);
                            break loop;
                        }
                        break;
                    case Op.BGE:
                        if (x[a] >= x[(int) (word >>> Code.RS2 & REG)]) {
                            next = block.pc + (word >> 32);
                            break loop;
                        }
                        break;
                    case Op.BLTU:
                        if (Long.compareUnsigned(x[a], x[(int) (word >>> Code.RS2 & REG)]) < 0) {
                            next = block.pc + (word >> 32);
                            break loop;
                        }
                        break;
                    case Op.BGEU:
                        if (Long.compareUnsigned(x[a], x[(int) (word >>> Code.RS2 & REG)]) >= 0) {
                            next = block.pc + (word >> 32);
                            break loop;
                        }
                        break;
                    case Op.JAL:
                        x[d] = block.end;
                        next = block.pc + (word >> 32);
                        break loop;
                    case Op.JALR:
                        next = x[a] + (word >> 32) & ~1L;
                        x[d] = block.end;
                        if (next != block.target) {
                            block.leadsTo(next);
                        }
                        break loop;
                    case Op.LB:
                        x[d] = load1(x[a] + (word >> 32), block, k);
                        break;
                    case Op.LH:
                        x[d] = load2(x[a] + (word >> 32), block, k);
                        break;
                    case Op.LW:
                        x[d] = load4(x[a] + (word >> 32), block, k);
                        break;
                    case Op.LD:
                        x[d] = load8(x[a] + (word >> 32), block, k);
                        break;
                    case Op.LBU:
                        x[d] = load1(x[a] + (word >> 32), block, k) & 0xff;
                        break;
                    case Op.LHU:
                        x[d] = load2(x[a] + (word >> 32), block, k) & 0xffff;
                        break;
                    case Op.LWU:
                        x[d] = load4(x[a] + (word >> 32), block, k) & 0xffff_ffffL;
                        break;
                    case Op.SB:
                        store1(x[a] + (word >> 32), (byte) x[(int) (word >>> Code.RS2 & REG)], block, k);
                        break;
                    case Op.SH:
                        store2(x[a] + (word >> 32), (short) x[(int) (word >>> Code.RS2 & REG)], block, k);
                        break;
                    case Op.SW:
                        store4(x[a] + (word >> 32), (int) x[(int) (word >>> Code.RS2 & REG)], block, k);
                        break;
                    case Op.SD:
                        store8(x[a] + (word >> 32), x[(int) (word >>> Code.RS2 & REG)], block, k);
                        break;
                    case Op.FLD:
                        state.f[d] = loadDouble(x[a] + (word >> 32), block, k);
                        break;
                    case Op.FSD:
                        storeDouble(x[a] + (word >> 32), state.f[(int) (word >>> Code.RS2 & REG)], block, k);
                        break;
                    default:
                        if (Op.endsBlock((int) word & Code.OP_MASK)) {
                            state.at(block, k);
                            next = privileged.execute(word, next);
                        } else {
                            other(word, block, k);
                        }
                        break;
                }
            }
            state.budget -= k == code.length ? k : k + 1;
            if (k > block.reach) {
                block.reach = k;
            }
            state.block = null;
        }
        state.fetching(next);
    }

    /** What is too rare or too long for the switch. */
    private void other(long word, Block block, int k) {
        final long[] x = state.x;
        int op = Code.op(word);
        long a = x[Code.rs1(word)];
        long b = x[Code.rs2(word)];
        if (op <= Op.CZERO_NEZ && !Op.floating(op)) {
            x[Code.rd(word)] = Alu.compute(op, a, Alu.immediate(op) ? Code.immediate(word) : b);
            return;
        }
        state.at(block, k);
        if (op == Op.FENCE) {
            VarHandle.fullFence();
        } else if (op == Op.FLW) {
            fpu.requireOn();
            long value = load4(a + Code.immediate(word), block, k);
            state.mstatus |= Mstatus.FS_DIRTY;
            state.f[Code.rd(word)] = Fpu.box((int) value);
        } else if (op == Op.FSW) {
            fpu.requireOn();
            store4(a + Code.immediate(word), (int) state.f[Code.rs2(word)], block, k);
        } else if (op <= Op.AMOMAXU_D) {
            x[Code.rd(word)] = atomics.execute(op, a, b);
        } else {
            fpu.execute(word);
        }
    }

    // ---- memory: a look into the TLB, or the slow path

    private long load1(long address, Block block, int k) {
        long entry = state.reads + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        return HostAccess.getLong(entry) == (address & Tlb.TAG)
                ? HostAccess.getByte(address + HostAccess.getLong(entry + Tlb.ADDEND))
                : (byte) load(address, Byte.BYTES, block, k);
    }

    private long load2(long address, Block block, int k) {
        long entry = state.reads + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        return HostAccess.getLong(entry) == (address & MASK_2)
                ? HostAccess.getShort(address + HostAccess.getLong(entry + Tlb.ADDEND))
                : (short) load(address, Short.BYTES, block, k);
    }

    private long load4(long address, Block block, int k) {
        long entry = state.reads + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        return HostAccess.getLong(entry) == (address & MASK_4)
                ? HostAccess.getInt(address + HostAccess.getLong(entry + Tlb.ADDEND))
                : (int) load(address, Integer.BYTES, block, k);
    }

    private long load8(long address, Block block, int k) {
        long entry = state.reads + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        return HostAccess.getLong(entry) == (address & MASK_8)
                ? HostAccess.getLong(address + HostAccess.getLong(entry + Tlb.ADDEND))
                : load(address, Long.BYTES, block, k);
    }

    private void store1(long address, byte value, Block block, int k) {
        long entry = state.writes + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        if (HostAccess.getLong(entry) == (address & Tlb.TAG)) {
            HostAccess.putByte(address + HostAccess.getLong(entry + Tlb.ADDEND), value);
        } else {
            store(address, Byte.BYTES, value, block, k);
        }
    }

    private void store2(long address, short value, Block block, int k) {
        long entry = state.writes + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        if (HostAccess.getLong(entry) == (address & MASK_2)) {
            HostAccess.putShort(address + HostAccess.getLong(entry + Tlb.ADDEND), value);
        } else {
            store(address, Short.BYTES, value, block, k);
        }
    }

    private void store4(long address, int value, Block block, int k) {
        long entry = state.writes + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        if (HostAccess.getLong(entry) == (address & MASK_4)) {
            HostAccess.putInt(address + HostAccess.getLong(entry + Tlb.ADDEND), value);
        } else {
            store(address, Integer.BYTES, value, block, k);
        }
    }

    private void store8(long address, long value, Block block, int k) {
        long entry = state.writes + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
        if (HostAccess.getLong(entry) == (address & MASK_8)) {
            HostAccess.putLong(address + HostAccess.getLong(entry + Tlb.ADDEND), value);
        } else {
            store(address, Long.BYTES, value, block, k);
        }
    }

    private long loadDouble(long address, Block block, int k) {
        if ((state.mstatus & Mstatus.FS) == 0) {
            state.at(block, k);
            fpu.requireOn();
        }
        long value = load8(address, block, k);
        state.mstatus |= Mstatus.FS_DIRTY;
        return value;
    }

    private void storeDouble(long address, long value, Block block, int k) {
        if ((state.mstatus & Mstatus.FS) == 0) {
            state.at(block, k);
            fpu.requireOn();
        }
        store8(address, value, block, k);
    }

    private long load(long address, int bytes, Block block, int k) {
        state.at(block, k);
        long value = mmu.load(address, bytes);
        lookAround();
        return value;
    }

    private void store(long address, int bytes, long value, Block block, int k) {
        state.at(block, k);
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
