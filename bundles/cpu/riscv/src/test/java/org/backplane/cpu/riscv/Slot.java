package org.backplane.cpu.riscv;

import java.util.List;

/**
 * Where a sequence keeps what it needs in a batch's memory: its code, what it may write to, its page tables, and the
 * state it begins and ends with. Every address is an offset in the slot unless it says otherwise.
 */
final class Slot {
    static final int SIZE = 0x1_0000;
    static final int PAGE = 0x1000;

    /** The code, which may cross into the second page. */
    static final int CODE = 0;

    static final int CODE_SIZE = 0x4000;

    /** The trap handler of supervisor mode. */
    static final int HANDLER = 0x4000;

    static final int STATE_PAGE = 0x5000;
    static final int DATA = 0x6000;
    static final int DATA_SIZE = 0x4000;
    static final int ROOT_TABLE = 0xa000;
    static final int MIDDLE_TABLE = 0xb000;
    static final int LEAF_TABLE = 0xc000;

    /** Where the handlers' pointer points: the middle of the page of state, so that 12 bits reach all of it. */
    static final int STATE = STATE_PAGE + 0x800;

    // ---- what is in the page of state, relative to STATE

    static final int INITIAL_X = -0x800;
    static final int INITIAL_F = -0x700;
    static final int INITIAL_CSRS = -0x600;
    static final int FINAL_X = -0x500;
    static final int FINAL_F = -0x400;
    static final int FINAL_CSRS = -0x300;
    static final int END = -0x200;
    static final int PHYSICAL = -0x1f8;
    static final int VIRTUAL = -0x1f0;
    static final int LAST = -0x1e8;
    static final int DONE = -0x1e0;
    static final int MACHINE_TRAPS = -0x1d8;
    static final int SUPERVISOR_TRAPS = -0x1d0;
    static final int MACHINE_SAVED = -0x1c8;
    static final int SUPERVISOR_SAVED = -0x1a8;
    static final int SCRATCH = -0x188;
    static final int MACHINE_LOG = 0;
    static final int SUPERVISOR_LOG = 0x400;

    /** How many traps a sequence may take before it is ended. */
    static final int MACHINE_TRAP_LIMIT = 24;

    static final int SUPERVISOR_TRAP_LIMIT = 12;

    /** An entry of a log: cause, pc, value and status. */
    static final int LOG_ENTRY = 32;

    /** What a sequence begins with, in the order in which it is written. */
    static final List<String> INITIAL = List.of(
            "fcsr",
            "mie",
            "mip",
            "medeleg",
            "mideleg",
            "mcounteren",
            "scounteren",
            "menvcfg",
            "senvcfg",
            "mcountinhibit",
            "stvec",
            "sscratch",
            "sepc",
            "scause",
            "stval",
            "satp",
            "mcause",
            "mtval",
            "mepc",
            "mstatus");

    /** What is compared at the end. */
    static final List<String> FINAL = List.of(
            "mstatus",
            "mepc",
            "mcause",
            "mtval",
            "misa",
            "mtvec",
            "medeleg",
            "mideleg",
            "mie",
            "mip",
            "mcounteren",
            "menvcfg",
            "mcountinhibit",
            "sstatus",
            "stvec",
            "sie",
            "sip",
            "scounteren",
            "senvcfg",
            "sscratch",
            "sepc",
            "scause",
            "stval",
            "satp",
            "fcsr");

    private Slot() {}
}
