package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.NOP;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExecutionTest {
    private final Guest guest = new Guest();

    @Test
    void loadsExtendBySignUnlessTheySayUnsigned() {
        guest.memory(Guest.DATA, 8, 0x8182_8384_8586_8788L).set("a1", Guest.DATA);
        guest.run(
                Asm.i("lb", 20, A1, 0),
                Asm.i("lbu", 21, A1, 0),
                Asm.i("lh", 22, A1, 0),
                Asm.i("lhu", 23, A1, 0),
                Asm.i("lw", 24, A1, 0),
                Asm.i("lwu", 25, A1, 0),
                Asm.i("ld", 26, A1, 0));

        assertEquals((byte) 0x88, guest.get("x20"));
        assertEquals(0x88, guest.get("x21"));
        assertEquals((short) 0x8788, guest.get("x22"));
        assertEquals(0x8788, guest.get("x23"));
        assertEquals(0x8586_8788, guest.get("x24"));
        assertEquals(0x8586_8788L, guest.get("x25"));
        assertEquals(0x8182_8384_8586_8788L, guest.get("x26"));
    }

    @Test
    void storesLeaveTheirNeighboursAlone() {
        guest.memory(Guest.DATA, 8, -1).set("a1", Guest.DATA).set("a0", 0);
        guest.run(Asm.store("sb", A0, A1, 1), Asm.store("sh", A0, A1, 4));

        assertEquals(0xffff_0000_ffff_00ffL, guest.memory(Guest.DATA, 8));
    }

    @Test
    void misalignedAccessesWorkAlsoAcrossPages() {
        long edge = Guest.DATA + 4096 - 3;
        guest.set("a1", edge).set("a0", 0x1122_3344_5566_7788L);
        guest.run(
                Asm.store("sd", A0, A1, 0),
                Asm.i("ld", 20, A1, 0),
                Asm.i("lw", 21, A1, 1),
                Asm.i("lh", 22, A1, 2),
                Asm.store("sw", A0, A1, 9),
                Asm.i("lwu", 23, A1, 9));

        assertEquals(0x1122_3344_5566_7788L, guest.get("x20"));
        assertEquals(0x4455_6677, guest.get("x21"));
        assertEquals(0x5566, guest.get("x22"));
        assertEquals(0x5566_7788, guest.get("x23"));
        assertEquals(0x44, guest.memory(edge + 4, 1));
    }

    @Test
    void nothingIsWrittenToX0() {
        guest.memory(Guest.DATA, 8, 5).set("a1", Guest.DATA);
        guest.run(
                Asm.i("addi", ZERO, A1, 1),
                Asm.i("ld", ZERO, A1, 0),
                Asm.csr("csrrw", ZERO, "mscratch", A1),
                Asm.r("amoadd.d", ZERO, A1, A1),
                Asm.jal(ZERO, 4),
                Asm.r("add", A0, ZERO, ZERO));

        assertEquals(0, guest.get("a0"));
        assertEquals(0, guest.get("x0"));
    }

    @Test
    void branchesAreTakenOrNot() {
        guest.set("a1", -1).set("a2", 1);
        guest.run(
                Asm.branch("bltu", A1, A2, 8),
                Asm.i("addi", A0, A0, 1),
                Asm.branch("blt", A1, A2, 8),
                Asm.i("addi", A0, A0, 2),
                Asm.branch("bgeu", A1, A2, 8),
                Asm.i("addi", A0, A0, 4),
                Asm.branch("bge", A1, A2, 8),
                Asm.i("addi", A0, A0, 8));

        assertEquals(1 + 8, guest.get("a0"));
    }

    @Test
    void aJumpMayUseItsLinkRegisterAsTarget() {
        guest.set("a0", TestBoard.RAM + 9);
        guest.run(Asm.i("jalr", A0, A0, 0), Asm.i("addi", A1, ZERO, 1), NOP);

        assertEquals(TestBoard.RAM + 4, guest.get("a0"));
        assertEquals(0, guest.get("a1"));
    }

    @Test
    void addressesRelativeToThePcAreExactInTheMiddleOfABlock() {
        guest.run(NOP, NOP, Asm.upper("auipc", A0, 0x7ffff), Asm.upper("auipc", A1, 0x80000));

        assertEquals(TestBoard.RAM + 8 + 0x7fff_f000L, guest.get("a0"));
        assertEquals(TestBoard.RAM + 12 - 0x8000_0000L, guest.get("a1"));
    }

    @Test
    void aLoopCountsItsInstructions() {
        guest.set("a0", 1000);
        guest.run(
                Asm.csr("csrrs", 20, "minstret", 0),
                Asm.i("addi", A0, A0, -1),
                Asm.branch("bne", A0, ZERO, -4),
                Asm.csr("csrrs", 21, "minstret", 0));

        assertEquals(2001, guest.get("x21") - guest.get("x20"));
    }

    @Test
    void instructionsAreCountedExactlyInTheMiddleOfABlockAndAcrossTraps() {
        guest.board.put(Guest.HANDLER, Asm.csr("csrrs", 21, "minstret", 0), Asm.WFI);
        guest.run(Asm.csr("csrrs", 20, "minstret", 0), NOP, NOP, Asm.plain("ebreak"));

        assertEquals(3, guest.get("x21") - guest.get("x20"));
    }

    @Test
    void aCounterThatIsInhibitedStandsStill() {
        guest.set("a0", 100);
        guest.run(
                Asm.csr("csrrwi", ZERO, "mcountinhibit", 4),
                Asm.csr("csrrw", ZERO, "minstret", A0),
                NOP,
                Asm.csr("csrrs", 20, "minstret", 0),
                Asm.csr("csrrwi", ZERO, "mcountinhibit", 0),
                NOP,
                Asm.csr("csrrs", 21, "minstret", 0));

        assertEquals(100, guest.get("x20"));
        assertEquals(102, guest.get("x21"), "the write that releases it and a nop");
    }

    @Test
    void aWrittenCounterCountsFromTheNextInstruction() {
        guest.set("a0", 100);
        guest.run(Asm.csr("csrrw", ZERO, "minstret", A0), Asm.csr("csrrs", A1, "minstret", 0));

        assertEquals(100, guest.get("a1"));
    }

    @Test
    void anInstructionMayLieAcrossPages() {
        long edge = TestBoard.RAM + 0x3000 - 2;
        guest.runAt(edge, Asm.i("addi", A0, ZERO, 42));

        assertEquals(42, guest.get("a0"));
    }

    @Test
    void codeExecutesFromReadOnlyMemoryAndStoresThereAreLost() {
        guest.board.rom().write(0, 4, Asm.store("sd", A1, A1, 8));
        guest.board.rom().write(4, 4, Asm.i("ld", A2, A1, 8));
        guest.board.rom().write(8, 8, Asm.WFI);
        guest.set("a1", TestBoard.ROM).set("pc", TestBoard.ROM).go();

        assertEquals(Asm.WFI, guest.get("a2"));
    }

    @Test
    void aStoreThatPutsADeviceInThePlaceOfMemoryIsSeenByTheNextLoad() {
        guest.board.rom().write(0, 4, 42);
        guest.set("a0", TestBoard.FLASH).set("a1", 1);
        guest.run(
                Asm.i("lw", A2, A0, 0),
                Asm.store("sw", ZERO, A0, 0),
                Asm.i("lw", 13, A0, 0),
                Asm.store("sw", A1, A0, 0),
                Asm.i("lw", 14, A0, 0));

        assertEquals(42, guest.get("a2"));
        assertEquals(0, guest.get("a3"));
        assertEquals(42, guest.get("a4"));
    }

    @Test
    void singlePrecisionIsBoxed() {
        guest.set("a0", 0x4000_0000).set("f2", 0x4000_0000L);
        guest.run(
                Asm.r("fmv.w.x", 1, A0, 0),
                Asm.floating("fadd.s", 3, 1, 1, 7),
                Asm.floating("fadd.s", 4, 1, 2, 7),
                Asm.r("fmv.x.w", A1, 2, 0));

        assertEquals(0xffff_ffff_4000_0000L, guest.get("f1"));
        assertEquals(0xffff_ffff_4080_0000L, guest.get("f3"));
        assertEquals(0xffff_ffff_7fc0_0000L, guest.get("f4"), "what is not boxed is a NaN");
        assertEquals(0x4000_0000L, guest.get("a1"), "a move takes the bits");
    }

    @Test
    void theSignsOfFusedProductsAreTheirOwn() {
        guest.set("f1", d(2)).set("f2", d(3)).set("f3", d(1));
        int third = 3 << 27;
        guest.run(
                Asm.floating("fmadd.d", 10, 1, 2, 0) | third,
                Asm.floating("fmsub.d", 11, 1, 2, 0) | third,
                Asm.floating("fnmsub.d", 12, 1, 2, 0) | third,
                Asm.floating("fnmadd.d", 13, 1, 2, 0) | third);

        assertEquals(d(7), guest.get("f10"));
        assertEquals(d(5), guest.get("f11"));
        assertEquals(d(-5), guest.get("f12"));
        assertEquals(d(-7), guest.get("f13"));
    }

    @Test
    void theDynamicRoundingModeHoldsUnlessTheInstructionHasItsOwn() {
        guest.set("f1", d(2.5)).set("frm", Fcsr.RUP);
        guest.run(Asm.floating("fcvt.w.d", A0, 1, 0, 7), Asm.floating("fcvt.w.d", A1, 1, 0, Fcsr.RTZ));

        assertEquals(3, guest.get("a0"));
        assertEquals(2, guest.get("a1"));
        assertEquals(Fcsr.NX, guest.get("fflags"));
    }

    private static long d(double value) {
        return Double.doubleToRawLongBits(value);
    }

    @Test
    void floatingPointMarksItsStateDirty() {
        guest.set("mstatus", 1L << 13).run(Asm.r("fmv.d.x", 1, A0, 0));

        assertEquals(Mstatus.FS_DIRTY | Mstatus.SD, guest.get("mstatus") & (Mstatus.FS | Mstatus.SD));
    }
}
