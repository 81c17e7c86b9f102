package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.csr;
import static org.backplane.cpu.riscv.Asm.i;
import static org.backplane.cpu.riscv.Asm.plain;
import static org.backplane.cpu.riscv.Asm.r;
import static org.backplane.cpu.riscv.Asm.store;

/**
 * The guest's side of a batch: for one {@link Slot} after the other it loads registers, runs the sequence, logs and
 * steps over what traps, and writes down what the sequence ends with; then it switches the machine off.
 */
final class BatchProgram {
    private static final int T0 = 5;
    private static final int T1 = 6;
    private static final int T2 = 7;
    private static final int T3 = 28;
    private static final int[] SAVED = {T1, T2, T3};
    private static final int FINISHER_PASS = 0x5555;
    private static final int PMP_ALL = 0x1f;
    private static final int MACHINE_TIMER = 0x200_4000;

    private BatchProgram() {}

    /** The code at the beginning of memory. */
    static int[] machine(int firstState) {
        var program = new Assembly();
        enter(program, firstState);
        start(program);
        trap(program);
        finish(program);
        patchVector(program);
        return program.code();
    }

    private static void enter(Assembly program, int firstState) {
        disarmTimer(program);
        program.label("base")
                .add(Asm.upper("auipc", T1, 0))
                .label("vector")
                .add(0)
                .add(csr("csrrw", 0, "mtvec", T1))
                .add(i("addi", T1, 0, -1))
                .add(csr("csrrw", 0, "pmpaddr0", T1))
                .add(i("addi", T1, 0, PMP_ALL))
                .add(csr("csrrw", 0, "pmpcfg0", T1))
                // an address above 2 GiB: without its sign
                .load(T0, firstState)
                .add(i("slli", T0, T0, 32), i("srli", T0, T0, 32));
    }

    /** QEMU's machine timer is due from power-on. Where there is none, the store traps to what is behind it. */
    private static void disarmTimer(Assembly program) {
        program.add(Asm.upper("auipc", T1, 0), i("addi", T1, T1, 28))
                .add(csr("csrrw", 0, "mtvec", T1))
                .load(T1, MACHINE_TIMER)
                .add(i("addi", T2, 0, -1), store("sd", T2, T1, 0));
    }

    /** The handler's address is known only when all is assembled. */
    private static void patchVector(Assembly program) {
        program.set("vector", i("addi", T1, T1, program.offset("trap") - program.offset("base")));
    }

    private static void start(Assembly program) {
        program.label("start").add(csr("csrrw", 0, "mscratch", T0)).load(T1, (int) Mstatus.FS);
        program.add(csr("csrrs", 0, "mstatus", T1));
        for (int n = 0; n < 32; n++) {
            program.add(i("fld", n, T0, Slot.INITIAL_F + 8 * n));
        }
        for (int n = 0; n < Slot.INITIAL.size(); n++) {
            program.add(i("ld", T1, T0, Slot.INITIAL_CSRS + 8 * n)).add(csr("csrrw", 0, Slot.INITIAL.get(n), T1));
        }
        program.add(r("sfence.vma", 0, 0, 0))
                // ends a reservation that the sequence before left
                .add(i("addi", T1, T0, Slot.SCRATCH), r("sc.d", 0, T1, 0));
        for (int n = 1; n < 32; n++) {
            if (n != T0) {
                program.add(i("ld", n, T0, Slot.INITIAL_X + 8 * n));
            }
        }
        program.add(i("ld", T0, T0, Slot.INITIAL_X + 8 * T0), plain("mret"));
    }

    private static void trap(Assembly program) {
        program.label("trap").add(csr("csrrw", T0, "mscratch", T0));
        save(program, Slot.MACHINE_SAVED);
        log(program, 'm', Slot.MACHINE_TRAPS, Slot.MACHINE_LOG);
        program.add(i("addi", T3, 0, Slot.MACHINE_TRAP_LIMIT))
                .branch("bge", T1, T3, "finish")
                .add(csr("csrrs", T3, "mcause", 0))
                .branch("blt", T3, 0, "interrupt")
                .add(csr("csrrs", T1, "mepc", 0));
        leaveHandler(program, "finish");
        program.add(i("slli", T1, T1, 50), i("srli", T1, T1, 50))
                .add(i("ld", T2, T0, Slot.END))
                .branch("beq", T1, T2, "finish")
                .add(i("ld", T2, T0, Slot.PHYSICAL));
        stepOver(program, "mepc");
        program.label("resume");
        restore(program, Slot.MACHINE_SAVED);
        program.add(csr("csrrw", T0, "mscratch", T0), plain("mret"))
                .label("interrupt")
                .add(csr("csrrw", 0, "mie", 0))
                .jump("resume");
    }

    private static void finish(Assembly program) {
        program.label("finish");
        for (int n = 1; n < 32; n++) {
            if (n != T0 && n != T1 && n != T2 && n != T3) {
                program.add(store("sd", n, T0, Slot.FINAL_X + 8 * n));
            }
        }
        program.add(csr("csrrs", T1, "mscratch", 0), store("sd", T1, T0, Slot.FINAL_X + 8 * T0));
        for (int n = 0; n < SAVED.length; n++) {
            program.add(i("ld", T1, T0, Slot.MACHINE_SAVED + 8 * n))
                    .add(store("sd", T1, T0, Slot.FINAL_X + 8 * SAVED[n]));
        }
        for (int n = 0; n < Slot.FINAL.size(); n++) {
            if (Slot.FINAL.get(n).equals("fcsr")) {
                program.load(T1, (int) Mstatus.FS).add(csr("csrrs", 0, "mstatus", T1));
            }
            program.add(csr("csrrs", T1, Slot.FINAL.get(n), 0)).add(store("sd", T1, T0, Slot.FINAL_CSRS + 8 * n));
        }
        for (int n = 0; n < 32; n++) {
            program.add(store("fsd", n, T0, Slot.FINAL_F + 8 * n));
        }
        program.add(i("addi", T1, 0, 1), store("sd", T1, T0, Slot.DONE))
                .add(i("ld", T1, T0, Slot.LAST))
                .branch("bne", T1, 0, "off")
                .load(T1, Slot.SIZE)
                .add(r("add", T0, T0, T1))
                .jump("start")
                .label("off")
                .load(T1, (int) TestBoard.FINISHER)
                .load(T2, FINISHER_PASS)
                .add(store("sw", T2, T1, 0))
                .label("stay")
                .jump("stay");
    }

    /** The code at {@link Slot#HANDLER} of each slot. */
    static int[] supervisor() {
        var program = new Assembly();
        program.add(csr("csrrw", T0, "sscratch", T0));
        save(program, Slot.SUPERVISOR_SAVED);
        log(program, 's', Slot.SUPERVISOR_TRAPS, Slot.SUPERVISOR_LOG);
        program.add(i("addi", T3, 0, Slot.SUPERVISOR_TRAP_LIMIT))
                .branch("bge", T1, T3, "give up")
                .add(csr("csrrs", T3, "scause", 0))
                .branch("blt", T3, 0, "interrupt")
                .load(T3, (int) Mstatus.SUM)
                .add(csr("csrrs", T3, "sstatus", T3))
                .add(store("sd", T3, T0, Slot.SUPERVISOR_SAVED + 24))
                .add(csr("csrrs", T1, "sepc", 0));
        leaveHandler(program, "give up");
        program.add(i("slli", T1, T1, 50), i("srli", T1, T1, 50)).add(i("ld", T2, T0, Slot.VIRTUAL));
        stepOver(program, "sepc");
        program.add(i("ld", T3, T0, Slot.SUPERVISOR_SAVED + 24))
                .add(csr("csrrw", 0, "sstatus", T3))
                .label("resume");
        restore(program, Slot.SUPERVISOR_SAVED);
        program.add(csr("csrrw", T0, "sscratch", T0), plain("sret"))
                .label("interrupt")
                .add(csr("csrrw", 0, "sie", 0))
                .jump("resume")
                .label("give up")
                .add(plain("ecall"))
                .jump("give up");
        return program.code();
    }

    private static void save(Assembly program, int where) {
        for (int n = 0; n < SAVED.length; n++) {
            program.add(store("sd", SAVED[n], T0, where + 8 * n));
        }
    }

    private static void restore(Assembly program, int where) {
        for (int n = 0; n < SAVED.length; n++) {
            program.add(i("ld", SAVED[n], T0, where + 8 * n));
        }
    }

    /** Writes a line of the log; leaves the count of traps in t1. */
    private static void log(Assembly program, char mode, int count, int log) {
        program.add(i("ld", T1, T0, count), i("slli", T2, T1, 5), r("add", T2, T2, T0));
        String[] csrs = {mode + "cause", mode + "epc", mode + "tval", mode + "status"};
        for (int n = 0; n < csrs.length; n++) {
            program.add(csr("csrrs", T3, csrs[n], 0), store("sd", T3, T2, log + 8 * n));
        }
        program.add(i("addi", T1, T1, 1), store("sd", T1, T0, count));
    }

    /** What traps at t1 in the handler of supervisor mode is not stepped over. */
    private static void leaveHandler(Assembly program, String label) {
        program.add(i("slli", T2, T1, 63 - Integer.numberOfTrailingZeros(Slot.HANDLER)))
                .branch("blt", T2, 0, label);
    }

    /** Steps over the instruction at offset t1 in the code that t2 points to. */
    private static void stepOver(Assembly program, String pc) {
        program.add(r("add", T2, T2, T1), i("lhu", T3, T2, 0))
                .add(i("andi", T3, T3, 3), i("sltiu", T3, T3, 3), i("xori", T3, T3, 1))
                .add(i("slli", T3, T3, 1), i("addi", T3, T3, 2))
                .add(csr("csrrs", T1, pc, 0), r("add", T1, T1, T3), csr("csrrw", 0, pc, T1));
    }
}
