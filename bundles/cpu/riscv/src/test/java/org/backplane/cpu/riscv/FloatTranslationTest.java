package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.A3;
import static org.backplane.cpu.riscv.Asm.T1;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.backplane.cpu.riscv.Instructions.Instruction;
import org.backplane.cpu.translator.RegionCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Translated floating-point code and the interpreter come to the same results, flags and states of the unit. */
class FloatTranslationTest {
    private static final int SOON = 3;
    private static final int FT0 = 0;
    private static final int FT1 = 1;
    private static final int FT2 = 2;
    private static final int FT3 = 3;
    private static final int RESULT = 32;

    /** Edges of both formats, as registers hold them, and a single that is not boxed. */
    private static final long[] OPERANDS = {
        bits(0.0),
        bits(-0.0),
        bits(1.0),
        bits(-1.5),
        bits(0.1),
        bits(3e9),
        bits(-1e19),
        bits(0x1p-1022),
        bits(0x1.8p-1023),
        bits(Double.MIN_VALUE),
        bits(Double.MAX_VALUE),
        bits(Double.NEGATIVE_INFINITY),
        0x7ff8_0000_0000_0000L,
        0xfff8_0000_0000_0123L,
        0x7ff0_0000_0000_0001L,
        single(0.0f),
        single(-2.5f),
        single(0.1f),
        single(0x1p-126f),
        single(Float.MIN_VALUE),
        single(-Float.MAX_VALUE),
        single(Float.POSITIVE_INFINITY),
        Fpu.box(0x7fc0_0000),
        Fpu.box(0xff80_0001),
        0x0000_0001_3f80_0000L,
        -7,
        Long.MAX_VALUE,
        Float64.UNSURE
    };

    /** The last one makes the sum of the fused operations zero, for one pair of operands. */
    private static final long[] THIRDS = {
        bits(-0.0), bits(0x1p-1074), bits(1e300), single(-1.0f), single(0x1p-149f), bits(1.5)
    };

    private final RegionCompiler compiler = Regions.compiler();

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static long single(float value) {
        return Fpu.box(Float.floatToRawIntBits(value));
    }

    private Guest translating() {
        return new Guest(new TestBoard(new Engine(SOON, 1000, (code, _, ready) -> {
            ready.accept(compiler.translate(code));
            return true;
        })));
    }

    static Stream<Instruction> arithmetic() {
        return Instructions.ALL.stream()
                .filter(row -> Op.floating(row.op()))
                .filter(row -> row.op() >= Op.FMADD_S && !row.name().startsWith("c."));
    }

    @ParameterizedTest
    @MethodSource("arithmetic")
    void resultsAndFlagsAreThoseOfTheInterpreter(Instruction row) {
        for (int rounding : new int[] {Fcsr.RNE, Fcsr.RTZ, Fcsr.RUP, 7}) {
            for (int fcsr : new int[] {0, Fcsr.NX, Fcsr.RDN << 5 | Fcsr.NV}) {
                int instruction = encode(row, rounding);
                var expected = run(new Guest(new TestBoard(Engine.interpreting())), instruction, fcsr);
                assertArrayEquals(expected, run(translating(), instruction, fcsr), () -> row.name() + " " + fcsr);
            }
        }
    }

    /** Operands ft0, ft1, ft2 and a0; whatever the instruction writes is ft3 and a0, one of which it reads too. */
    private static int encode(Instruction row, int rounding) {
        boolean toX = row.name().matches("f(eq|lt|le|class)\\.[sd]|fcvt\\.[wl]u?\\.[sd]|fmv\\.x\\..");
        boolean fromX = row.name().matches("fcvt\\.[sd]\\.[wl]u?|fmv\\.[wd]\\.x");
        boolean free = (row.mask() & 7 << 12) == 0;
        boolean two = (row.mask() & 31 << 20) == 0;
        boolean three = row.op() <= Op.FNMADD_S || (row.op() >= Op.FMADD_D && row.op() <= Op.FNMADD_D);
        return row.match()
                | (toX ? A0 : FT3) << 7
                | (fromX ? A0 : FT0) << 15
                | (two ? FT1 << 20 : 0)
                | (three ? FT2 << 27 : 0)
                | (free ? rounding << 12 : 0);
    }

    /** Executes an instruction on all pairs of operands, each with one of the thirds; what it leaves, one after the other. */
    private static long[] run(Guest guest, int instruction, int fcsr) {
        int n = OPERANDS.length;
        for (int i = 0; i < n * n; i++) {
            long at = Guest.DATA + (long) i * RESULT;
            guest.memory(at, 8, OPERANDS[i / n]).memory(at + 8, 8, OPERANDS[i % n]);
            guest.memory(at + 16, 8, THIRDS[i % THIRDS.length]);
        }
        guest.set("a1", Guest.DATA).set("a2", (long) n * n).set("a3", fcsr);
        guest.run(
                Asm.i("fld", FT0, A1, 0),
                Asm.i("fld", FT1, A1, 8),
                Asm.i("fld", FT2, A1, 16),
                Asm.i("ld", A0, A1, 0),
                Asm.csr("csrrw", ZERO, "fcsr", A3),
                instruction,
                Asm.csr("csrrs", T1, "fcsr", ZERO),
                Asm.store("fsd", FT3, A1, 0),
                Asm.store("sd", A0, A1, 8),
                Asm.store("sd", T1, A1, 16),
                Asm.i("addi", A1, A1, RESULT),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -48));
        long[] left = new long[3 * n * n + 2];
        for (int i = 0; i < 3 * n * n; i++) {
            left[i] = guest.memory(Guest.DATA + (long) (i / 3) * RESULT + i % 3 * 8L, 8);
        }
        left[3 * n * n] = guest.get("mcause");
        left[3 * n * n + 1] = guest.get("mstatus");
        return left;
    }

    private long figure(Guest guest, String name) {
        return guest.hart.statistics().getOrDefault(name, -1L);
    }

    /** Adds ft1 to ft0 as often as a2 says. */
    private static int[] loop() {
        return new int[] {
            Asm.floating("fadd.d", FT0, FT0, FT1, 7), Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -8),
        };
    }

    @Test
    void aSumInALoopIsTranslatedOnceItsStateIsTheUsualOne() {
        var guest = translating();
        guest.set("ft1", bits(0.1)).set("a2", 100_000).run(loop());

        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += 0.1;
        }
        assertEquals(bits(sum), guest.get("ft0"));
        assertEquals(Fcsr.NX, guest.get("fflags"));
        assertTrue(figure(guest, "instructions-translated") > 299_000, () -> "" + guest.hart.statistics());
        assertTrue(figure(guest, "left-for-floating") < 10, () -> "" + guest.hart.statistics());
    }

    @Test
    void aRegionTrapsWhenTheUnitIsSwitchedOff() {
        var guest = translating();
        guest.set("ft1", bits(1)).set("a2", 1000).run(loop());
        guest.set("mstatus", 0).set("a2", 1000).set("pc", TestBoard.RAM).go();

        assertEquals(Trap.ILLEGAL_INSTRUCTION, guest.get("mcause"));
        assertEquals(TestBoard.RAM, guest.get("mepc"));
        assertEquals(1000, guest.get("a2"));
        assertEquals(bits(1000), guest.get("ft0"));
    }

    @Test
    void aRegionMarksTheUnitAsChanged() {
        var guest = translating();
        guest.set("ft1", bits(1)).set("a2", 1000).run(loop());
        long clean = Mstatus.FS & ~(Mstatus.FS & -Mstatus.FS);
        guest.set("mstatus", clean).set("a2", 1000).set("pc", TestBoard.RAM).go();

        assertEquals(Mstatus.FS_DIRTY, guest.get("mstatus") & Mstatus.FS);
        assertEquals(bits(2000), guest.get("ft0"));
    }

    @Test
    void aStoreLeavesTheUnitUnchanged() {
        var guest = translating();
        long clean = Mstatus.FS & ~(Mstatus.FS & -Mstatus.FS);
        guest.set("ft0", bits(7)).set("mstatus", clean).set("a1", Guest.DATA).set("a2", 1000);
        guest.run(Asm.store("fsd", FT0, A1, 0), Asm.i("addi", A2, A2, -1), Asm.branch("bne", A2, ZERO, -8));

        assertEquals(clean, guest.get("mstatus") & Mstatus.FS);
        assertEquals(bits(7), guest.memory(Guest.DATA, 8));
        assertTrue(figure(guest, "instructions-translated") > 2000, () -> "" + guest.hart.statistics());
    }

    @Test
    void aRegionFollowsTheRoundingMode() {
        var guest = translating();
        guest.set("ft1", bits(1)).set("a2", 1000).run(loop());
        guest.set("frm", Fcsr.RUP).set("ft0", bits(1)).set("ft1", bits(0x1p-60)).set("a2", 1000);
        guest.set("pc", TestBoard.RAM).go();

        assertEquals(bits(1 + 1000 * 0x1p-52), guest.get("ft0"));
    }

    @Test
    void loadsAndStoresOfSinglesBoxAndUnbox() {
        var guest = translating();
        guest.memory(Guest.DATA, 4, 0x3f80_0000).set("a1", Guest.DATA).set("a2", 1000);
        guest.run(
                Asm.i("flw", FT0, A1, 0),
                Asm.store("fsw", FT0, A1, 8),
                Asm.floating("fadd.s", FT2, FT2, FT0, Fcsr.RNE),
                Asm.i("addi", A2, A2, -1),
                Asm.branch("bne", A2, ZERO, -16));

        assertEquals(single(1), guest.get("ft0"));
        assertEquals(0x3f80_0000, guest.memory(Guest.DATA + 8, 8));
        assertEquals(Fpu.box(0x7fc0_0000), guest.get("ft2"), "zero is no boxed single, so it counts as a NaN");
        assertEquals(0, guest.get("fflags"));
    }
}
