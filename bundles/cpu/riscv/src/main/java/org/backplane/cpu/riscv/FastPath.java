package org.backplane.cpu.riscv;

/**
 * Executes instructions that need no call: arithmetic, branches, and loads and stores that the TLB knows. It is the
 * hottest loop of the project, so it looks different. A call anywhere in it would make HotSpot keep everything in memory
 * that should be in registers, and what several cases of a switch compute alike, it computes before each.
 */
final class FastPath {
    /** Returned at an instruction that is for others; no address, as those are even. */
    static final long STOPPED = 1;

    /** In place of the next address: the branch at hand is taken. */
    private static final long TAKEN = 3;

    /** Shifts that leave a register's number where it is an offset into an array of them, and the mask for that. */
    private static final int D = Code.RD - HostAccess.LONG_SHIFT;

    private static final int A = Code.RS1 - HostAccess.LONG_SHIFT;
    private static final int B = Code.RS2 - HostAccess.LONG_SHIFT;
    private static final long REG = (long) Code.REGISTER_MASK << HostAccess.LONG_SHIFT;

    /** What of an address must be as in the TLB, so that an access of so many bytes is in that page and aligned. */
    private static final long TAG_1 = Tlb.TAG;

    private static final long TAG_2 = Tlb.TAG | 1;
    private static final long TAG_4 = Tlb.TAG | 3;
    private static final long TAG_8 = Tlb.TAG | 7;

    private final HartState state;
    private final Mmu mmu;
    private final BlockCache blocks;

    /** After how many executions a block is for others to look at; 0 for never. */
    private final int hot;

    FastPath(HartState state, Mmu mmu, BlockCache blocks, int hot) {
        this.state = state;
        this.mmu = mmu;
        this.blocks = blocks;
        this.hot = hot;
    }

    /**
     * Executes from an instruction on, and from one block to the next that is known and not translated, until the budget is
     * used up.
     *
     * @param first a block that is counted as executed
     * @param from the instruction's index in it; may be its length
     * @return the address of the next instruction, which begins a block; or {@link #STOPPED} if {@link HartState#block} and
     *     {@link HartState#index} tell which one is for others to execute
     */
    // the manual's words: computed in 32 bits, then extended
    @SuppressWarnings({"IntLongMath", "UnnecessaryLongToIntConversion"})
    long run(Block first, int from) {
        final HartState state = this.state;
        final long[] x = state.x;
        final long reads = state.reads;
        final Block[] table = blocks.table();
        final long epoch = mmu.epoch;
        final int hot = this.hot;
        Block block = first;
        int k = from;
        int budget = state.budget;
        while (true) {
            final long[] code = block.code;
            final int length = code.length;
            long next = block.end;
            straight:
            for (; k < length; k++) {
                final long word = HostAccess.getLong(code, (long) k << HostAccess.LONG_SHIFT);
                final long a = word >>> A & REG;
                final long d = word >>> D & REG;
                final long address;
                switch ((int) word & Code.OP_MASK) {
                    case Op.LUI:
                        put(x, d, word >> 32);
                        break;
                    case Op.AUIPC:
                        put(x, d, block.pc + (word >> 32));
                        break;
                    case Op.ADDI:
                        put(x, d, get(x, a) + (word >> 32));
                        break;
                    case Op.SLTI:
                        put(x, d, get(x, a) < word >> 32 ? 1 : 0);
                        break;
                    case Op.SLTIU:
                        put(x, d, Alu.lessUnsigned(get(x, a), word >> 32));
                        break;
                    case Op.XORI:
                        put(x, d, get(x, a) ^ word >> 32);
                        break;
                    case Op.ORI:
                        put(x, d, get(x, a) | word >> 32);
                        break;
                    case Op.ANDI:
                        put(x, d, get(x, a) & word >> 32);
                        break;
                    case Op.SLLI:
                        put(x, d, get(x, a) << (word >> 32));
                        break;
                    case Op.SRLI:
                        put(x, d, get(x, a) >>> (word >> 32));
                        break;
                    case Op.SRAI:
                        put(x, d, get(x, a) >> (word >> 32));
                        break;
                    case Op.ADDIW:
                        put(x, d, (int) (get(x, a) + (word >> 32)));
                        break;
                    case Op.SLLIW:
                        put(x, d, (int) get(x, a) << (word >> 32));
                        break;
                    case Op.SRLIW:
                        put(x, d, (int) get(x, a) >>> (word >> 32));
                        break;
                    case Op.SRAIW:
                        put(x, d, (int) get(x, a) >> (word >> 32));
                        break;
                    case Op.ADD:
                        put(x, d, get(x, a) + get(x, word >>> B & REG));
                        break;
                    case Op.SUB:
                        put(x, d, get(x, a) - get(x, word >>> B & REG));
                        break;
                    case Op.SLL:
                        put(x, d, get(x, a) << get(x, word >>> B & REG));
                        break;
                    case Op.SLT:
                        put(x, d, get(x, a) < get(x, word >>> B & REG) ? 1 : 0);
                        break;
                    case Op.SLTU:
                        put(x, d, Alu.lessUnsigned(get(x, a), get(x, word >>> B & REG)));
                        break;
                    case Op.XOR:
                        put(x, d, get(x, a) ^ get(x, word >>> B & REG));
                        break;
                    case Op.SRL:
                        put(x, d, get(x, a) >>> get(x, word >>> B & REG));
                        break;
                    case Op.SRA:
                        put(x, d, get(x, a) >> get(x, word >>> B & REG));
                        break;
                    case Op.OR:
                        put(x, d, get(x, a) | get(x, word >>> B & REG));
                        break;
                    case Op.AND:
                        put(x, d, get(x, a) & get(x, word >>> B & REG));
                        break;
                    case Op.ADDW:
                        put(x, d, (int) (get(x, a) + get(x, word >>> B & REG)));
                        break;
                    case Op.SUBW:
                        put(x, d, (int) (get(x, a) - get(x, word >>> B & REG)));
                        break;
                    case Op.SLLW:
                        put(x, d, (int) get(x, a) << get(x, word >>> B & REG));
                        break;
                    case Op.SRLW:
                        put(x, d, (int) get(x, a) >>> get(x, word >>> B & REG));
                        break;
                    case Op.SRAW:
                        put(x, d, (int) get(x, a) >> get(x, word >>> B & REG));
                        break;
                    case Op.MUL:
                        put(x, d, get(x, a) * get(x, word >>> B & REG));
                        break;
                    case Op.MULHU:
                        put(x, d, Math.unsignedMultiplyHigh(get(x, a), get(x, word >>> B & REG)));
                        break;
                    case Op.MULW:
                        put(x, d, (int) (get(x, a) * get(x, word >>> B & REG)));
                        break;
                    case Op.BEQ:
                        if (get(x, a) == get(x, word >>> B & REG)) {
                            next = TAKEN;
                            break straight;
                        }
                        break;
                    case Op.BNE:
                        if (get(x, a) != get(x, word >>> B & REG)) {
                            next = TAKEN;
                            break straight;
                        }
                        break;
                    case Op.BLT:
                        if (get(x, a) < get(x, word >>> B & REG)) {
                            next = TAKEN;
                            break straight;
                        }
                        break;
                    case Op.BGE:
                        if (get(x, a) >= get(x, word >>> B & REG)) {
                            next = TAKEN;
                            break straight;
                        }
                        break;
                    case Op.BLTU:
                        if (Long.compareUnsigned(get(x, a), get(x, word >>> B & REG)) < 0) {
                            next = TAKEN;
                            break straight;
                        }
                        break;
                    case Op.BGEU:
                        if (Long.compareUnsigned(get(x, a), get(x, word >>> B & REG)) >= 0) {
                            next = TAKEN;
                            break straight;
                        }
                        break;
                    case Op.JAL:
                        put(x, d, next);
                        next = TAKEN;
                        break straight;
                    case Op.JALR:
                        address = get(x, a) + (word >> 32) & ~1L;
                        if (address != block.target && !Lowering.returns(word)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, next);
                        next = address;
                        break straight;
                    case Op.LB:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_1)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getByte(host(reads, address)));
                        break;
                    case Op.LH:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_2)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getShort(host(reads, address)));
                        break;
                    case Op.LW:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_4)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getInt(host(reads, address)));
                        break;
                    case Op.LD:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_8)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getLong(host(reads, address)));
                        break;
                    case Op.LBU:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_1)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getByte(host(reads, address)) & 0xff);
                        break;
                    case Op.LHU:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_2)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getShort(host(reads, address)) & 0xffff);
                        break;
                    case Op.LWU:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads, address, TAG_4)) {
                            next = STOPPED;
                            break straight;
                        }
                        put(x, d, HostAccess.getInt(host(reads, address)) & 0xffff_ffffL);
                        break;
                    case Op.SB:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads + Tlb.WRITES, address, TAG_1)) {
                            next = STOPPED;
                            break straight;
                        }
                        HostAccess.putByte(host(reads + Tlb.WRITES, address), (byte) get(x, word >>> B & REG));
                        break;
                    case Op.SH:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads + Tlb.WRITES, address, TAG_2)) {
                            next = STOPPED;
                            break straight;
                        }
                        HostAccess.putShort(host(reads + Tlb.WRITES, address), (short) get(x, word >>> B & REG));
                        break;
                    case Op.SW:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads + Tlb.WRITES, address, TAG_4)) {
                            next = STOPPED;
                            break straight;
                        }
                        HostAccess.putInt(host(reads + Tlb.WRITES, address), (int) get(x, word >>> B & REG));
                        break;
                    case Op.SD:
                        address = get(x, a) + (word >> 32);
                        if (misses(reads + Tlb.WRITES, address, TAG_8)) {
                            next = STOPPED;
                            break straight;
                        }
                        HostAccess.putLong(host(reads + Tlb.WRITES, address), get(x, word >>> B & REG));
                        break;
                    default:
                        next = STOPPED;
                        break straight;
                }
            }
            int reach = length;
            if (next == STOPPED) {
                state.at(block, k);
                return STOPPED;
            }
            if (next == TAKEN) {
                next = block.end + (HostAccess.getLong(code, (long) k << HostAccess.LONG_SHIFT) >> 32);
                reach = k;
                budget -= k + 1;
            } else {
                budget -= length;
            }
            if (reach > block.reach) {
                block.reach = reach;
            }
            state.budget = budget;
            if (budget <= 0) {
                return next;
            }
            block = table[BlockCache.slot(next)];
            int executions = block.executions + 1;
            if (block.pc != next || block.epoch != epoch || block.translation != null || executions == hot) {
                return next;
            }
            block.executions = executions;
            k = 0;
        }
    }

    // ---- registers, by their offset

    private static long get(long[] x, long offset) {
        return HostAccess.getLong(x, offset);
    }

    private static void put(long[] x, long offset, long value) {
        HostAccess.putLong(x, offset, value);
    }

    // ---- a table of the TLB

    private static long entry(long table, long address) {
        return table + (address >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    }

    private static boolean misses(long table, long address, long tag) {
        return HostAccess.getLong(entry(table, address)) != (address & tag);
    }

    private static long host(long table, long address) {
        return address + HostAccess.getLong(entry(table, address) + Tlb.ADDEND);
    }
}
