package org.backplane.cpu.riscv;

/**
 * The instructions that end a block of decoded code because they change more than registers: environment calls,
 * returns from traps, CSRs, fences of code and translations, {@code wfi}.
 */
final class PrivilegedInstructions {
    private final HartState state;
    private final Csrs csrs;
    private final Traps traps;
    private final Mmu mmu;
    private final Interrupts interrupts;
    private final Trap trap;
    private final Runnable fenceOfCode;

    PrivilegedInstructions(
            HartState state, Csrs csrs, Traps traps, Mmu mmu, Interrupts interrupts, Trap trap, Runnable fenceOfCode) {
        this.state = state;
        this.csrs = csrs;
        this.traps = traps;
        this.mmu = mmu;
        this.interrupts = interrupts;
        this.trap = trap;
        this.fenceOfCode = fenceOfCode;
    }

    /**
     * Executes one.
     *
     * @param behind the address behind the instruction
     * @return the address of the next instruction
     */
    long execute(long word, long behind) {
        long next = behind;
        switch (Code.op(word)) {
            case Op.CSRRW, Op.CSRRS, Op.CSRRC -> csr(word, state.x[Code.rs1(word)]);
            case Op.CSRRWI, Op.CSRRSI, Op.CSRRCI -> csr(word, Code.rs1(word));
            case Op.FENCE_I -> fenceOfCode.run();
            case Op.SFENCE_VMA -> fenceOfTranslations(word);
            case Op.MRET -> next = returnFromMachine();
            case Op.SRET -> next = returnFromSupervisor();
            case Op.WFI -> waitForInterrupt();
            case Op.ECALL -> throw trap.with(Trap.ECALL_FROM_USER + state.mode, 0);
            case Op.EBREAK -> throw trap.with(Trap.BREAKPOINT, 0);
            default -> throw illegal();
        }
        if (interrupts.due()) {
            state.endSlice();
        }
        return next;
    }

    private void csr(long word, long operand) {
        int op = Code.op(word);
        boolean writes = Code.rs1(word) != 0 || op == Op.CSRRW || op == Op.CSRRWI;
        long old = csrs.execute(op, Code.immediate(word), operand, writes);
        state.x[Code.rd(word)] = old;
    }

    private void fenceOfTranslations(long word) {
        boolean supervisor = state.mode == HartState.SUPERVISOR && (state.mstatus & Mstatus.TVM) == 0;
        if (!supervisor && state.mode != HartState.MACHINE) {
            throw illegal();
        }
        if (Code.rs1(word) != 0) {
            mmu.flushTranslation(state.x[Code.rs1(word)]);
        } else if (Code.rs2(word) != 0) {
            mmu.addressSpaceChanged();
        } else {
            mmu.flushTranslations();
        }
    }

    private long returnFromMachine() {
        if (state.mode != HartState.MACHINE) {
            throw illegal();
        }
        traps.returnFromMachine();
        return state.pc;
    }

    private long returnFromSupervisor() {
        boolean supervisor = state.mode == HartState.SUPERVISOR && (state.mstatus & Mstatus.TSR) == 0;
        if (!supervisor && state.mode != HartState.MACHINE) {
            throw illegal();
        }
        traps.returnFromSupervisor();
        return state.pc;
    }

    private void waitForInterrupt() {
        boolean supervisor = state.mode == HartState.SUPERVISOR && (state.mstatus & Mstatus.TW) == 0;
        if (!supervisor && state.mode != HartState.MACHINE) {
            throw illegal();
        }
        state.waiting = true;
        state.endSlice();
    }

    /** The trap for what is no instruction here; whoever takes it fills in the bits. */
    private Trap illegal() {
        return trap.with(Trap.ILLEGAL_INSTRUCTION, 0);
    }
}
