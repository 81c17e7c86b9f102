package org.backplane.cpu.riscv;

/** Enters and leaves trap handlers; privileged manual, sections 3.1.6 to 3.1.8 and 3.3.2. */
final class Traps {
    private static final long INTERRUPT = 1L << 63;
    private static final long VECTORED = 1;

    private final HartState state;
    private final Mmu mmu;

    Traps(HartState state, Mmu mmu) {
        this.state = state;
        this.mmu = mmu;
    }

    /** Takes an exception at the present pc. */
    void exception(int cause, long value) {
        enter(cause, value, state.medeleg >>> cause, false);
    }

    /** Takes an interrupt before the instruction at the present pc. */
    void interrupt(int code) {
        enter(code, 0, state.mideleg >>> code, true);
    }

    private void enter(int code, long value, long delegation, boolean interrupt) {
        long cause = interrupt ? INTERRUPT | code : code;
        state.reservation = Atomics.NONE;
        if (state.mode != HartState.MACHINE && (delegation & 1) != 0) {
            enterSupervisor(cause, value);
        } else {
            enterMachine(cause, value);
        }
        mmu.modeChanged();
    }

    private void enterMachine(long cause, long value) {
        state.mepc = state.pc;
        state.mcause = cause;
        state.mtval = value;
        long status = state.mstatus & ~(Mstatus.MIE | Mstatus.MPIE | Mstatus.MPP);
        status |= (state.mstatus & Mstatus.MIE) != 0 ? Mstatus.MPIE : 0;
        state.mstatus = status | (long) state.mode << Mstatus.MPP_SHIFT;
        state.mode = HartState.MACHINE;
        state.pc = handler(state.mtvec, cause);
    }

    private void enterSupervisor(long cause, long value) {
        state.sepc = state.pc;
        state.scause = cause;
        state.stval = value;
        long status = state.mstatus & ~(Mstatus.SIE | Mstatus.SPIE | Mstatus.SPP);
        status |= (state.mstatus & Mstatus.SIE) != 0 ? Mstatus.SPIE : 0;
        status |= state.mode == HartState.SUPERVISOR ? Mstatus.SPP : 0;
        state.mstatus = status;
        state.mode = HartState.SUPERVISOR;
        state.pc = handler(state.stvec, cause);
    }

    private static long handler(long vector, long cause) {
        long base = vector & ~3L;
        boolean vectored = cause < 0 && (vector & VECTORED) != 0;
        return vectored ? base + 4 * (cause & ~INTERRUPT) : base;
    }

    /** {@code mret}: goes on where {@code mepc} says. */
    void returnFromMachine() {
        int previous = (int) (state.mstatus >>> Mstatus.MPP_SHIFT) & 3;
        long status = (state.mstatus & ~(Mstatus.MIE | Mstatus.MPP)) | Mstatus.MPIE;
        status |= (state.mstatus & Mstatus.MPIE) != 0 ? Mstatus.MIE : 0;
        leave(previous, status, state.mepc);
    }

    /** {@code sret}: goes on where {@code sepc} says. */
    void returnFromSupervisor() {
        int previous = (state.mstatus & Mstatus.SPP) != 0 ? HartState.SUPERVISOR : HartState.USER;
        long status = (state.mstatus & ~(Mstatus.SIE | Mstatus.SPP)) | Mstatus.SPIE;
        status |= (state.mstatus & Mstatus.SPIE) != 0 ? Mstatus.SIE : 0;
        leave(previous, status, state.sepc);
    }

    private void leave(int mode, long status, long pc) {
        state.mstatus = mode == HartState.MACHINE ? status : status & ~Mstatus.MPRV;
        state.mode = mode;
        state.pc = pc;
        mmu.modeChanged();
    }
}
