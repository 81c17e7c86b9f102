package org.backplane.cpu.riscv;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The control and status registers: which there are, who may use them, and which of their bits exist. Numbers and
 * names as in the privileged manual, chapter 2.
 */
final class Csrs {
    static final int FFLAGS = 0x001;
    static final int FRM = 0x002;
    static final int FCSR = 0x003;
    static final int SSTATUS = 0x100;
    static final int SIE = 0x104;
    static final int STVEC = 0x105;
    static final int SCOUNTEREN = 0x106;
    static final int SENVCFG = 0x10a;
    static final int SSCRATCH = 0x140;
    static final int SEPC = 0x141;
    static final int SCAUSE = 0x142;
    static final int STVAL = 0x143;
    static final int SIP = 0x144;
    static final int STIMECMP = 0x14d;
    static final int SATP = 0x180;
    static final int MSTATUS = 0x300;
    static final int MISA = 0x301;
    static final int MEDELEG = 0x302;
    static final int MIDELEG = 0x303;
    static final int MIE = 0x304;
    static final int MTVEC = 0x305;
    static final int MCOUNTEREN = 0x306;
    static final int MENVCFG = 0x30a;
    static final int MCOUNTINHIBIT = 0x320;
    static final int MHPMEVENT = 0x320;
    static final int MSCRATCH = 0x340;
    static final int MEPC = 0x341;
    static final int MCAUSE = 0x342;
    static final int MTVAL = 0x343;
    static final int MIP = 0x344;
    static final int PMPCFG0 = 0x3a0;
    static final int PMPCFG2 = 0x3a2;
    static final int PMPADDR = 0x3b0;
    static final int TSELECT = 0x7a0;
    static final int TDATA1 = 0x7a1;
    static final int TDATA2 = 0x7a2;
    static final int TDATA3 = 0x7a3;
    static final int MCYCLE = 0xb00;
    static final int MINSTRET = 0xb02;
    static final int MHPMCOUNTER = 0xb00;
    static final int CYCLE = 0xc00;
    static final int TIME = 0xc01;
    static final int INSTRET = 0xc02;
    static final int HPMCOUNTER = 0xc00;
    static final int MVENDORID = 0xf11;
    static final int MARCHID = 0xf12;
    static final int MIMPID = 0xf13;
    static final int MHARTID = 0xf14;
    static final int MCONFIGPTR = 0xf15;

    private static final int FIRST_HPM = 3;
    private static final int LAST_HPM = 31;

    /** All by name, in the order of their numbers. */
    static final Map<String, Integer> BY_NAME = byName();

    /** Exceptions that can be delegated: all there are but the environment calls from machine mode. */
    private static final long DELEGABLE_EXCEPTIONS = 0xb3ff;

    private static final long STCE = 1L << 63;
    private static final long FIOM = 1;
    private static final long COUNTERS = 0xffff_ffffL;
    private static final long COUNTERS_INHIBITABLE = COUNTERS & ~2L;
    private static final long VECTOR_MODES = 1;

    private final int hartId;
    private final Isa isa;
    private final HartState state;
    private final Mmu mmu;
    private final Pmp pmp;
    private final Interrupts interrupts;
    private final Counters counters;
    private final Trap trap;

    /** Whether built-in firmware serves the supervisor timer, whatever {@code menvcfg} says. */
    private boolean firmwareTimer;

    Csrs(Isa isa, int hartId, HartState state, Mmu mmu, Pmp pmp, Interrupts interrupts, Counters counters, Trap trap) {
        this.isa = isa;
        this.hartId = hartId;
        this.state = state;
        this.mmu = mmu;
        this.pmp = pmp;
        this.interrupts = interrupts;
        this.counters = counters;
        this.trap = trap;
        state.counters = this::read;
    }

    private static Map<String, Integer> byName() {
        var names = new LinkedHashMap<String, Integer>();
        names.put("fflags", FFLAGS);
        names.put("frm", FRM);
        names.put("fcsr", FCSR);
        names.put("sstatus", SSTATUS);
        names.put("sie", SIE);
        names.put("stvec", STVEC);
        names.put("scounteren", SCOUNTEREN);
        names.put("senvcfg", SENVCFG);
        names.put("sscratch", SSCRATCH);
        names.put("sepc", SEPC);
        names.put("scause", SCAUSE);
        names.put("stval", STVAL);
        names.put("sip", SIP);
        names.put("stimecmp", STIMECMP);
        names.put("satp", SATP);
        names.put("mstatus", MSTATUS);
        names.put("misa", MISA);
        names.put("medeleg", MEDELEG);
        names.put("mideleg", MIDELEG);
        names.put("mie", MIE);
        names.put("mtvec", MTVEC);
        names.put("mcounteren", MCOUNTEREN);
        names.put("menvcfg", MENVCFG);
        names.put("mcountinhibit", MCOUNTINHIBIT);
        numbered(names, "mhpmevent", MHPMEVENT, FIRST_HPM, LAST_HPM);
        names.put("mscratch", MSCRATCH);
        names.put("mepc", MEPC);
        names.put("mcause", MCAUSE);
        names.put("mtval", MTVAL);
        names.put("mip", MIP);
        names.put("pmpcfg0", PMPCFG0);
        names.put("pmpcfg2", PMPCFG2);
        numbered(names, "pmpaddr", PMPADDR, 0, Pmp.ENTRIES - 1);
        names.put("tselect", TSELECT);
        names.put("tdata1", TDATA1);
        names.put("tdata2", TDATA2);
        names.put("tdata3", TDATA3);
        names.put("mcycle", MCYCLE);
        names.put("minstret", MINSTRET);
        numbered(names, "mhpmcounter", MHPMCOUNTER, FIRST_HPM, LAST_HPM);
        names.put("cycle", CYCLE);
        names.put("time", TIME);
        names.put("instret", INSTRET);
        numbered(names, "hpmcounter", HPMCOUNTER, FIRST_HPM, LAST_HPM);
        names.put("mvendorid", MVENDORID);
        names.put("marchid", MARCHID);
        names.put("mimpid", MIMPID);
        names.put("mhartid", MHARTID);
        names.put("mconfigptr", MCONFIGPTR);
        return names;
    }

    private static void numbered(Map<String, Integer> names, String name, int base, int first, int last) {
        for (int i = first; i <= last; i++) {
            names.put(name + i, base + i);
        }
    }

    /** The name of a CSR, or null if there is none of that number. */
    static @Nullable String name(int csr) {
        for (var entry : BY_NAME.entrySet()) {
            if (entry.getValue() == csr) {
                return entry.getKey();
            }
        }
        return null;
    }

    void reset() {
        state.mstatus = Mstatus.XL_64;
        state.medeleg = 0;
        state.mideleg = 0;
        state.mie = 0;
        state.mtvec = 0;
        state.mcounteren = 0;
        state.menvcfg = 0;
        state.mcountinhibit = 0;
        state.mscratch = 0;
        state.mepc = 0;
        state.mcause = 0;
        state.mtval = 0;
        state.stvec = 0;
        state.scounteren = 0;
        state.senvcfg = 0;
        state.sscratch = 0;
        state.sepc = 0;
        state.scause = 0;
        state.stval = 0;
        state.stimecmp = -1;
        state.satp = 0;
        state.fcsr.flags = 0;
        state.fcsr.rounding = 0;
        pmp.reset();
        timerChanged();
    }

    /** Lets firmware serve the supervisor timer without Sstc. */
    void firmwareTimer(boolean on) {
        firmwareTimer = on;
        timerChanged();
    }

    private void timerChanged() {
        interrupts.timerPresent(firmwareTimer || (state.menvcfg & STCE) != 0);
    }

    // ---- as instructions use them

    /**
     * Executes {@code csrrw}, {@code csrrs} or {@code csrrc}.
     *
     * @param op which of them, register or immediate form
     * @param operand the value of rs1, or the immediate
     * @param writes whether it writes at all, which it does not with x0 or 0 to set or clear
     * @return what the CSR held
     */
    long execute(int op, int csr, long operand, boolean writes) {
        check(csr, writes);
        long old = read(csr);
        if (writes) {
            write(csr, combine(op, csr == MIP ? interrupts.pendingInSoftware() : old, operand));
        }
        return old;
    }

    private static long combine(int op, long old, long operand) {
        return switch (op) {
            case Op.CSRRW, Op.CSRRWI -> operand;
            case Op.CSRRS, Op.CSRRSI -> old | operand;
            default -> old & ~operand;
        };
    }

    private void check(int csr, boolean writes) {
        boolean readOnly = csr >>> 10 == 3;
        int lowestMode = csr >>> 8 & 3;
        if (state.mode < lowestMode || (writes && readOnly) || !exists(csr) || !allowed(csr)) {
            throw illegal();
        }
    }

    private boolean exists(int csr) {
        return switch (csr) {
            case STIMECMP -> isa.has(Extension.SSTC);
            default ->
                between(csr, PMPCFG0, PMPADDR + Pmp.ENTRIES - 1)
                        ? pmp.present() && (csr == PMPCFG0 || csr == PMPCFG2 || csr >= PMPADDR)
                        : EXISTS[csr];
        };
    }

    private static final boolean[] EXISTS = new boolean[1 << 12];

    static {
        BY_NAME.values().forEach(csr -> EXISTS[csr] = true);
    }

    private static boolean between(int csr, int first, int last) {
        return csr >= first && csr <= last;
    }

    private boolean allowed(int csr) {
        return switch (csr) {
            case FFLAGS, FRM, FCSR -> (state.mstatus & Mstatus.FS) != 0;
            case SATP -> state.mode != HartState.SUPERVISOR || (state.mstatus & Mstatus.TVM) == 0;
            case STIMECMP ->
                state.mode == HartState.MACHINE
                        || ((state.menvcfg & STCE) != 0 && (state.mcounteren >>> (TIME - CYCLE) & 1) != 0);
            default -> !between(csr, CYCLE, CYCLE + LAST_HPM) || counterAllowed(csr - CYCLE);
        };
    }

    private boolean counterAllowed(int counter) {
        return (state.mode == HartState.MACHINE || (state.mcounteren >>> counter & 1) != 0)
                && (state.mode != HartState.USER || (state.scounteren >>> counter & 1) != 0);
    }

    /** The trap for an instruction that is none here; what executes it fills in the bits. */
    private Trap illegal() {
        return trap.with(Trap.ILLEGAL_INSTRUCTION, 0);
    }

    // ---- as they are

    /** The value, for whoever may see it. */
    long read(int csr) {
        return switch (csr) {
            case SIE -> state.mie & state.mideleg;
            case SIP -> pending() & state.mideleg;
            case MISA -> isa.misa();
            case MIP -> pending();
            case PMPCFG0, PMPCFG2 -> pmp.configuration(csr - PMPCFG0);
            case MCYCLE, CYCLE -> counters.cycle();
            case MINSTRET, INSTRET -> counters.instret();
            case TIME -> interrupts.time();
            case MHARTID -> hartId;
            default ->
                between(csr, PMPADDR, PMPADDR + Pmp.ENTRIES - 1) ? pmp.address(csr - PMPADDR) : stored(state, csr);
        };
    }

    /** The value of a CSR that is storage, or reads as zero: event counters, triggers, and who made this. */
    static long stored(HartState state, int csr) {
        return switch (csr) {
            case FFLAGS -> state.fcsr.flags;
            case FRM -> state.fcsr.rounding;
            case FCSR -> state.fcsr.rounding << 5 | state.fcsr.flags;
            case SSTATUS -> status(state) & Mstatus.SUPERVISOR;
            case STVEC -> state.stvec;
            case SCOUNTEREN -> state.scounteren;
            case SENVCFG -> state.senvcfg;
            case SSCRATCH -> state.sscratch;
            case SEPC -> state.sepc;
            case SCAUSE -> state.scause;
            case STVAL -> state.stval;
            case STIMECMP -> state.stimecmp;
            case SATP -> state.satp;
            case MSTATUS -> status(state);
            case MEDELEG -> state.medeleg;
            case MIDELEG -> state.mideleg;
            case MIE -> state.mie;
            case MTVEC -> state.mtvec;
            case MCOUNTEREN -> state.mcounteren;
            case MENVCFG -> state.menvcfg;
            case MCOUNTINHIBIT -> state.mcountinhibit;
            case MSCRATCH -> state.mscratch;
            case MEPC -> state.mepc;
            case MCAUSE -> state.mcause;
            case MTVAL -> state.mtval;
            default -> 0;
        };
    }

    /**
     * The value of a counter for translated code, which keeps the budget to itself.
     *
     * @param csr one of {@link #CYCLE}, {@link #TIME} and {@link #INSTRET}
     * @param budget what is left of the slice before the instruction
     */
    static long counter(HartState state, int csr, int budget) {
        state.budget = budget;
        return state.counters.applyAsLong(csr);
    }

    private int pending() {
        interrupts.updateTimer();
        return interrupts.pending();
    }

    private static long status(HartState state) {
        boolean dirty = (state.mstatus & Mstatus.FS) == Mstatus.FS_DIRTY;
        return dirty ? state.mstatus | Mstatus.SD : state.mstatus;
    }

    /** Writes the bits that can be written. */
    void write(int csr, long value) {
        switch (csr) {
            case FFLAGS -> floating(state.fcsr.rounding, (int) value & 31);
            case FRM -> floating((int) value & 7, state.fcsr.flags);
            case FCSR -> floating((int) value >>> 5 & 7, (int) value & 31);
            case SSTATUS -> status(value, Mstatus.SUPERVISOR_WRITABLE);
            case SIE -> enable(value, state.mideleg);
            case STVEC -> state.stvec = vector(value, state.stvec);
            case SCOUNTEREN -> state.scounteren = value & COUNTERS;
            case SENVCFG -> state.senvcfg = value & FIOM;
            case SSCRATCH -> state.sscratch = value;
            case SEPC -> state.sepc = value & ~1L;
            case SCAUSE -> state.scause = value;
            case STVAL -> state.stval = value;
            case SIP -> interrupts.write((int) state.mideleg & Interrupts.SSIP, value);
            case STIMECMP -> timer(value);
            case SATP -> satp(value);
            case MSTATUS -> status(value, Mstatus.WRITABLE);
            case MEDELEG -> state.medeleg = value & DELEGABLE_EXCEPTIONS;
            case MIDELEG -> state.mideleg = value & Interrupts.SUPERVISOR;
            case MIE -> enable(value, Interrupts.ALL);
            case MTVEC -> state.mtvec = vector(value, state.mtvec);
            case MCOUNTEREN -> state.mcounteren = value & COUNTERS;
            case MENVCFG -> environment(value);
            case MCOUNTINHIBIT -> counters.inhibit(value & COUNTERS_INHIBITABLE);
            case MSCRATCH -> state.mscratch = value;
            case MEPC -> state.mepc = value & ~1L;
            case MCAUSE -> state.mcause = value;
            case MTVAL -> state.mtval = value;
            case MIP -> interrupts.write(Interrupts.SUPERVISOR, value);
            case PMPCFG0, PMPCFG2 -> {
                pmp.configuration(csr - PMPCFG0, value);
                mmu.flush();
            }
            case MCYCLE -> counters.cycle(value);
            case MINSTRET -> counters.instret(value);
            default -> {
                if (between(csr, PMPADDR, PMPADDR + Pmp.ENTRIES - 1)) {
                    pmp.address(csr - PMPADDR, value);
                    mmu.flush();
                }
            }
        }
    }

    private void floating(int rounding, int flags) {
        state.fcsr.rounding = rounding;
        state.fcsr.flags = flags;
        state.mstatus |= Mstatus.FS_DIRTY;
    }

    private void status(long value, long writable) {
        long old = state.mstatus;
        long next = (old & ~writable) | (value & writable);
        if ((next & Mstatus.MPP) == 2L << Mstatus.MPP_SHIFT) {
            next = (next & ~Mstatus.MPP) | (old & Mstatus.MPP);
        }
        state.mstatus = next;
        if (((old ^ next) & Mstatus.MXR) != 0) {
            mmu.flushData();
        }
        mmu.modeChanged();
    }

    private void enable(long value, long writable) {
        state.mie = (state.mie & ~writable) | (value & writable);
    }

    private static long vector(long value, long old) {
        return (value & 3) <= VECTOR_MODES ? value : old;
    }

    private void environment(long value) {
        state.menvcfg = value & (isa.has(Extension.SSTC) ? STCE | FIOM : FIOM);
        timerChanged();
    }

    /** Sets the supervisor timer. */
    void timer(long value) {
        state.stimecmp = value;
        interrupts.updateTimer();
    }

    /** A mode that is not supported leaves all as it was. */
    private void satp(long value) {
        int mode = (int) (value >>> 60);
        if (value != state.satp && supported(mode)) {
            state.satp = value;
            mmu.addressSpaceChanged();
        }
    }

    private boolean supported(int mode) {
        return switch (mode) {
            case PageTables.BARE -> true;
            case PageTables.SV39 -> isa.translation();
            case PageTables.SV48 -> isa.translation() && isa.has(Extension.SV48);
            case PageTables.SV57 -> isa.translation() && isa.has(Extension.SV57);
            default -> false;
        };
    }
}
