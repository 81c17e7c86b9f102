package org.backplane.cpu.riscv;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.backplane.cpu.riscv.Instructions.Instruction;
import org.backplane.cpu.riscv.Sequence.Profile;
import org.backplane.cpu.riscv.Sequence.Unit;

/**
 * Makes the instructions of a sequence from {@link Instructions}: random operands in a line of the table, until they
 * are such that the sequence stays in its slot and comes to its end.
 */
final class UnitGenerator {
    /** Where addresses for atomics and for changes of code are computed. */
    private static final int ADDRESS = 14;

    private static final int SCRATCH = 13;

    private static final List<Instruction> COMPUTING = rows(UnitGenerator::computes);
    private static final List<Instruction> BRANCHES = rows(row -> row.op() >= Op.BEQ && row.op() <= Op.BGEU);
    private static final List<Instruction> JUMPS = rows(row -> row.op() == Op.JAL);
    private static final List<Instruction> MEMORY = rows(row -> row.op() >= Op.LB && row.op() <= Op.FSD);
    private static final List<Instruction> ATOMICS = rows(row -> row.op() >= Op.AMOSWAP_W && row.op() <= Op.AMOMAXU_D);
    private static final List<Instruction> FLOATING = rows(row -> Op.floating(row.op()) && !memory(row.op()));
    private static final List<Instruction> CSRS = rows(row -> row.op() >= Op.CSRRW && row.op() <= Op.CSRRCI);

    /** What a sequence may write to without losing its way. */
    private static final List<String> WRITABLE = List.of(
            "fflags",
            "frm",
            "fcsr",
            "sstatus",
            "sie",
            "scounteren",
            "senvcfg",
            "sepc",
            "scause",
            "stval",
            "sip",
            "mstatus",
            "mie",
            "mideleg",
            "mcounteren",
            "menvcfg",
            "mcountinhibit",
            "mepc",
            "mcause",
            "mtval",
            "mip");

    /** What it may write if it writes back what was there before anything happens. */
    private static final List<String> SWAPPED = List.of("satp", "stvec", "sscratch", "mtvec", "mscratch");

    /** What it may only read, without looking at what it got. */
    private static final List<String> COUNTING = List.of("cycle", "time", "instret", "mcycle", "minstret");

    private final Random random;
    private final Profile profile;
    private final int mode;
    private final boolean wild;
    private final int interrupt;

    /** Whether a misaligned access may lead to where there is nothing; see {@link KnownDifferences}. */
    private final boolean split;

    UnitGenerator(Random random, Profile profile, int mode, boolean translated, int interrupt) {
        this.random = random;
        this.profile = profile;
        this.mode = mode;
        this.interrupt = interrupt;
        split = translated && mode != HartState.MACHINE;
        wild = translated || profile == Profile.TRAP;
    }

    private static List<Instruction> rows(Predicate<Instruction> which) {
        return Instructions.ALL.stream()
                .filter(row -> row.extension() == null || BatchImage.ISA.has(row.extension()))
                .filter(which)
                .toList();
    }

    private static boolean memory(int op) {
        return op >= Op.LB && op <= Op.FSD;
    }

    private static boolean computes(Instruction row) {
        int op = row.op();
        boolean control = (op >= Op.BEQ && op <= Op.JALR) || op >= Op.LR_W;
        return op != Op.ILLEGAL && !control && !memory(op) && !KnownDifferences.OPERATIONS.contains(op);
    }

    // ---- which unit

    Unit next() {
        if (random.nextInt(4) == 0) {
            return Unit.of(computing());
        }
        return switch (profile) {
            case ALU -> Unit.of(computing());
            case BRANCH -> branching();
            case MEMORY -> memory();
            case ATOMIC -> atomic();
            case FLOAT -> random.nextInt(8) == 0 ? csr() : Unit.of(floating());
            case CSR -> csr();
            case TRAP -> trapping();
            case PAGING -> random.nextInt(4) == 0 ? atomic() : random.nextInt(6) == 0 ? trapping() : memory();
            case INTERRUPT -> random.nextInt(4) == 0 ? branching() : csr();
            case MIXED -> mixed();
        };
    }

    private Unit mixed() {
        return switch (random.nextInt(7)) {
            case 0 -> branching();
            case 1, 2 -> memory();
            case 3 -> atomic();
            case 4 -> Unit.of(floating());
            case 5 -> csr();
            default -> trapping();
        };
    }

    // ---- operands

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Whether it leaves pointers and counters alone. */
    private static boolean harmless(int bits) {
        var row = BatchImage.DECODER.find(bits);
        if (row == null) {
            return false;
        }
        int rd = Code.rd(row.format().operands(bits));
        boolean integer = row.format().syntax.startsWith("rd");
        return !integer
                || !(Sequence.POINTERS.contains(rd)
                        || rd == Sequence.ALIAS_POINTER
                        || rd == Sequence.WILD_POINTER
                        || rd == Sequence.LOOP_COUNTER);
    }

    /** Random operands for a line of the table. */
    private int sample(Instruction row, Predicate<Long> operands) {
        while (true) {
            int bits = row.match() | (random.nextInt() & ~row.mask() & (row.length() == 4 ? -1 : 0xffff));
            var found = BatchImage.DECODER.find(bits);
            if (found != null
                    && found.op() == row.op()
                    && harmless(bits)
                    && operands.test(found.format().operands(bits))) {
                return bits;
            }
        }
    }

    private int computing() {
        // nothing that it writes to x2 would be harmless
        var row = any(COMPUTING);
        return row.format() == Format.CI_STACK ? Asm.NOP : sample(row, _ -> true);
    }

    private int register() {
        while (true) {
            int register = 1 + random.nextInt(31);
            if (harmless(Asm.i("addi", register, 0, 0))) {
                return register;
            }
        }
    }

    // ---- control flow

    private Unit branching() {
        int skipped = random.nextInt(4);
        return switch (random.nextInt(6)) {
            case 0 -> Unit.leadingOn(skipped, 0, sample(any(JUMPS), _ -> true));
            case 1 -> indirect(skipped);
            case 2 -> loop();
            default -> Unit.leadingOn(skipped, 0, sample(any(BRANCHES), _ -> true));
        };
    }

    private Unit indirect(int skipped) {
        int target = register();
        int jump = switch (random.nextInt(3)) {
            case 0 -> Asm.row("c.jr").match() | target << 7;
            case 1 -> Asm.row("c.jalr").match() | target << 7;
            default -> Asm.i("jalr", random.nextBoolean() ? 0 : register(), target, random.nextInt(2));
        };
        return Unit.leadingOn(skipped, 1, Asm.upper("auipc", target, 0), Asm.i("addi", target, target, 0), jump);
    }

    private Unit loop() {
        int counter = Sequence.LOOP_COUNTER;
        var code = new ArrayList<Integer>();
        code.add(Asm.i("addi", counter, 0, 1 + random.nextInt(4)));
        int back = 0;
        for (int n = random.nextInt(4); n >= 0; n--) {
            int body = computing();
            code.add(body);
            back += Decoder.length(body);
        }
        code.add(Asm.i("addi", counter, counter, -1));
        code.add(Asm.branch("bne", counter, 0, -back - 4));
        return Unit.of(code.stream().mapToInt(Integer::intValue).toArray());
    }

    // ---- memory

    private boolean mayAddress(long operands) {
        int register = Code.rs1(operands);
        boolean whole = split || (Code.immediate(operands) & 7) == 0;
        return Sequence.POINTERS.contains(register)
                || register == Sequence.ALIAS_POINTER
                || (register == Sequence.WILD_POINTER && wild && whole);
    }

    private Unit memory() {
        int bits = sample(any(MEMORY), this::mayAddress);
        return Unit.of((bits >>> 15 & 31) == Sequence.WILD_POINTER || random.nextInt(3) != 0 ? bits : close(bits));
    }

    /** The same access near to where its pointer points, which is near the end of a page. */
    private int close(int bits) {
        var row = BatchImage.DECODER.find(bits);
        int offset = random.nextInt(33) - 16;
        return switch (row == null ? Format.PLAIN : row.format()) {
            case LOAD, F_LOAD -> (bits & 0xf_ffff) | offset << 20;
            case STORE, F_STORE -> (bits & 0x01ff_f07f) | (Asm.store("sb", 0, 0, offset) & 0xfe00_0f80);
            default -> bits;
        };
    }

    private int pointer() {
        int choice = random.nextInt(wild ? 6 : 5);
        return choice < 4
                ? Sequence.POINTERS.get(choice)
                : choice == 4 ? Sequence.ALIAS_POINTER : Sequence.WILD_POINTER;
    }

    private Unit atomic() {
        var code = new ArrayList<Integer>();
        // a fault of anything but load-reserved is one of KnownDifferences
        boolean mayFault = profile == Profile.PAGING || random.nextInt(8) == 0;
        code.add(Asm.i("addi", ADDRESS, mayFault ? pointer() : any(Sequence.POINTERS), random.nextInt(256) - 128));
        if (!mayFault || random.nextBoolean()) {
            code.add(Asm.i("andi", ADDRESS, ADDRESS, -8));
        }
        if (mayFault) {
            code.add(at(ADDRESS, random.nextBoolean() ? "lr.w" : "lr.d"));
        } else if (random.nextInt(3) == 0) {
            reserving(code, random.nextBoolean() ? ".w" : ".d");
        } else {
            code.add(at(ADDRESS, any(ATOMICS).name()));
        }
        return Unit.of(code.stream().mapToInt(Integer::intValue).toArray());
    }

    private void reserving(List<Integer> code, String width) {
        code.add(at(ADDRESS, "lr" + width));
        if (random.nextInt(4) == 0) {
            code.add(Asm.i("addi", ADDRESS, ADDRESS, 8));
        }
        code.add(at(ADDRESS, "sc" + width));
    }

    private int at(int address, String name) {
        int bits;
        do {
            bits = (sample(Asm.row(name), _ -> true) & ~(31 << 15)) | address << 15;
        } while (!harmless(bits) || Code.rd(Format.R.operands(bits)) == address);
        return bits;
    }

    // ---- floating point

    private int floating() {
        var row = any(FLOATING);
        boolean rounds = row.format().syntax.endsWith("rm");
        return sample(row, operands -> !rounds || sensible(Code.rm(operands)));
    }

    private boolean sensible(int rounding) {
        return rounding < 5 || rounding == 7 || random.nextInt(16) == 0;
    }

    // ---- CSRs

    private Unit csr() {
        return switch (random.nextInt(8)) {
            case 0 ->
                profile == Profile.INTERRUPT
                        ? written(any(WRITABLE))
                        : swapped(any(
                                KnownDifferences.tablesMayBeAnywhere(mode)
                                        ? SWAPPED
                                        : SWAPPED.subList(1, SWAPPED.size())));
            case 1 -> Unit.of(Asm.csr("csrrs", 0, any(COUNTING), 0));
            case 2 -> Unit.of(Asm.csr("csrrs", register(), any(Slot.FINAL), 0));
            default -> written(any(WRITABLE));
        };
    }

    private Unit written(String csr) {
        if (csr.endsWith("status")) {
            return changed(csr, random.nextBoolean() ? "csrrs" : "csrrc");
        }
        var bits = csr.endsWith("ie") ? Integer.valueOf(interrupt) : KnownDifferences.WRITTEN_BITS.get(csr);
        if (bits == null) {
            return plainlyWritten(csr);
        }
        String name = List.of("csrrw", "csrrs", "csrrc").get(random.nextInt(3));
        int value = register();
        return Unit.of(Asm.i("andi", value, register(), bits), Asm.csr(name, register(), csr, value));
    }

    /** Sets or clears bits that are the same on both sides, see {@link KnownDifferences#STATUS}. */
    private Unit changed(String csr, String name) {
        return Unit.of(
                Asm.upper("lui", ADDRESS, KnownDifferences.STATUS >>> 12),
                Asm.i("addiw", ADDRESS, ADDRESS, KnownDifferences.STATUS & 0x7ff),
                Asm.r("and", ADDRESS, ADDRESS, register()),
                Asm.csr(name, register(), csr, ADDRESS));
    }

    private Unit plainlyWritten(String csr) {
        int number = Csrs.BY_NAME.getOrDefault(csr, 0);
        int bits;
        do {
            bits = (sample(any(CSRS), _ -> true) & 0xf_ffff) | number << 20;
        } while (!harmless(bits));
        return Unit.of(bits);
    }

    private Unit swapped(String csr) {
        int old = register();
        int other = register();
        return old == other
                ? swapped(csr)
                : Unit.of(Asm.csr("csrrw", old, csr, other), Asm.csr("csrrw", register(), csr, old));
    }

    // ---- traps

    private Unit trapping() {
        return switch (random.nextInt(10)) {
            case 0 -> Unit.of(Asm.plain("ecall"));
            case 1 ->
                Unit.of(
                        random.nextBoolean()
                                ? Asm.plain("ebreak")
                                : Asm.row("c.ebreak").match());
            case 2 -> returning();
            case 3 -> changedCode();
            case 4 -> fence();
            case 5 -> memory();
            case 6 -> unknownCsr();
            default -> Unit.of(anything());
        };
    }

    /** A return from a trap to the next unit, or what is illegal in the mode it is in. */
    private Unit returning() {
        boolean machine = random.nextBoolean();
        if (mode == HartState.USER) {
            return Unit.of(Asm.plain(machine ? "mret" : random.nextBoolean() ? "sret" : "wfi"));
        }
        int target = register();
        return Unit.leadingOn(
                random.nextInt(3),
                1,
                Asm.upper("auipc", target, 0),
                Asm.i("addi", target, target, 0),
                Asm.csr("csrrw", 0, machine ? "mepc" : "sepc", target),
                Asm.plain(machine ? "mret" : "sret"));
    }

    /** Writes an instruction over the one that comes after a fence. */
    private Unit changedCode() {
        int[] instruction = Assembly.constant(SCRATCH, sample(Asm.row("addi"), _ -> true));
        return Unit.leadingOn(
                0,
                0,
                Asm.i("addi", 0, 0, 0),
                Asm.upper("auipc", ADDRESS, 0),
                instruction[0],
                instruction[1],
                Asm.store("sw", SCRATCH, ADDRESS, 20),
                Asm.plain("fence.i"),
                Asm.NOP);
    }

    private Unit fence() {
        return Unit.of(
                switch (random.nextInt(4)) {
                    case 0 -> Asm.plain("fence.i");
                    case 1 -> Asm.plain("fence") | random.nextInt(256) << 20;
                    default -> sample(Asm.row("sfence.vma"), _ -> true);
                });
    }

    private Unit unknownCsr() {
        int number;
        do {
            number = random.nextInt(1 << 12);
        } while (Csrs.name(number) != null);
        return Unit.of(
                Asm.i(random.nextBoolean() ? "csrrs" : "csrrw", random.nextBoolean() ? 0 : register(), 0, number));
    }

    /** Any bits that are no instruction, or a harmless one. */
    private int anything() {
        while (true) {
            int bits = random.nextInt();
            bits = Decoder.length(bits) == 2 ? bits & 0xffff : bits;
            var row = BatchImage.DECODER.find(bits);
            boolean computing = row != null && (COMPUTING.contains(row) || FLOATING.contains(row)) && harmless(bits);
            if (computing || row == null) {
                return bits;
            }
        }
    }
}
