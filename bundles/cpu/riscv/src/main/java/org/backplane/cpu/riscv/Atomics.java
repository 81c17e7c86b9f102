package org.backplane.cpu.riscv;

/**
 * The A extension on host memory that other harts use at the same time. Read-modify-write instructions are loops of
 * compare-and-set. A store-conditional succeeds if memory holds the value that load-reserved saw: stronger hardware
 * would notice that it changed and changed back, but no program may rely on it noticing in time.
 *
 * <p>All of them have the order of sequential consistency, which is more than any {@code aq} and {@code rl} ask.
 */
final class Atomics {
    /** No reservation. */
    static final long NONE = -1;

    private final HartState state;
    private final Mmu mmu;

    Atomics(HartState state, Mmu mmu) {
        this.state = state;
        this.mmu = mmu;
    }

    /** Executes an operation from {@link Op#LR_W} on; returns what goes to rd. */
    long execute(int op, long virtual, long operand) {
        return switch (op) {
            case Op.LR_W -> loadReserved(virtual, Integer.BYTES);
            case Op.LR_D -> loadReserved(virtual, Long.BYTES);
            case Op.SC_W -> storeConditional(virtual, Integer.BYTES, operand);
            case Op.SC_D -> storeConditional(virtual, Long.BYTES, operand);
            default -> op < Op.AMOSWAP_D ? modifyWord(op, virtual, operand) : modifyDouble(op, virtual, operand);
        };
    }

    private long loadReserved(long virtual, int bytes) {
        long host = mmu.atomic(virtual, bytes, Access.LOAD);
        return bytes == Integer.BYTES ? loadReservedWord(state, host) : loadReservedDouble(state, host);
    }

    private long storeConditional(long virtual, int bytes, long value) {
        long reservation = state.reservation;
        state.reservation = NONE;
        long host = mmu.atomic(virtual, bytes, Access.STORE);
        state.reservation = reservation;
        long failed = bytes == Integer.BYTES
                ? storeConditionalWord(state, host, value)
                : storeConditionalDouble(state, host, value);
        if (host == reservation) {
            mmu.storedAtomically(bytes);
        }
        return failed;
    }

    private long modifyWord(int op, long virtual, long operand) {
        long old = modifyWordAt(op, mmu.atomic(virtual, Integer.BYTES, Access.STORE), operand);
        mmu.storedAtomically(Integer.BYTES);
        return old;
    }

    private long modifyDouble(int op, long virtual, long operand) {
        long old = modifyDoubleAt(op, mmu.atomic(virtual, Long.BYTES, Access.STORE), operand);
        mmu.storedAtomically(Long.BYTES);
        return old;
    }

    // ---- on host addresses, for translated code too

    static long loadReservedWord(HartState state, long host) {
        state.reservedValue = HostAccess.getIntVolatile(host);
        state.reservation = host;
        return state.reservedValue;
    }

    static long loadReservedDouble(HartState state, long host) {
        state.reservedValue = HostAccess.getLongVolatile(host);
        state.reservation = host;
        return state.reservedValue;
    }

    /** Returns 0 if it has stored, else 1. */
    static long storeConditionalWord(HartState state, long host, long value) {
        boolean reserved = host == state.reservation;
        state.reservation = NONE;
        return reserved && HostAccess.compareAndSet(host, (int) state.reservedValue, (int) value) ? 0 : 1;
    }

    static long storeConditionalDouble(HartState state, long host, long value) {
        boolean reserved = host == state.reservation;
        state.reservation = NONE;
        return reserved && HostAccess.compareAndSet(host, state.reservedValue, value) ? 0 : 1;
    }

    static long modifyWordAt(int op, long host, long operand) {
        int old;
        do {
            old = HostAccess.getIntVolatile(host);
        } while (!HostAccess.compareAndSet(host, old, (int) combine(op, old, operand << 32 >> 32)));
        return old;
    }

    static long modifyDoubleAt(int op, long host, long operand) {
        long old;
        do {
            old = HostAccess.getLongVolatile(host);
        } while (!HostAccess.compareAndSet(host, old, combine(op, old, operand)));
        return old;
    }

    /** What an AMO leaves in memory; words come sign-extended, which keeps their order, unsigned too. */
    static long combine(int op, long old, long operand) {
        return switch (op) {
            case Op.AMOSWAP_W, Op.AMOSWAP_D -> operand;
            case Op.AMOADD_W, Op.AMOADD_D -> old + operand;
            case Op.AMOXOR_W, Op.AMOXOR_D -> old ^ operand;
            case Op.AMOAND_W, Op.AMOAND_D -> old & operand;
            case Op.AMOOR_W, Op.AMOOR_D -> old | operand;
            case Op.AMOMIN_W, Op.AMOMIN_D -> Math.min(old, operand);
            case Op.AMOMAX_W, Op.AMOMAX_D -> Math.max(old, operand);
            case Op.AMOMINU_W, Op.AMOMINU_D -> Long.compareUnsigned(old, operand) < 0 ? old : operand;
            case Op.AMOMAXU_W, Op.AMOMAXU_D -> Long.compareUnsigned(old, operand) < 0 ? operand : old;
            default -> throw new IllegalArgumentException("no atomic operation: " + op);
        };
    }
}
