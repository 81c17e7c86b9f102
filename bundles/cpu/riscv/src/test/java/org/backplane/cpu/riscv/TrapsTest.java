package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.NOP;
import static org.backplane.cpu.riscv.Asm.T0;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.backplane.api.cpu.Cpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrapsTest {
    private static final long NOWHERE = 0x4000_0000L;
    private static final long SUPERVISOR_HANDLER = TestBoard.RAM + 0xa00;
    private static final int MPP_SUPERVISOR = 1 << 11;

    private final Guest guest = new Guest();

    /** Lets lower modes use all memory. */
    private Guest inMode(long mode) {
        guest.board.put(SUPERVISOR_HANDLER, Asm.WFI);
        return guest.set("pmpaddr0", -1)
                .set("pmpcfg0", 0x1f)
                .set("stvec", SUPERVISOR_HANDLER)
                .set("priv", mode);
    }

    private void assertTrap(long cause, long value, long pc) {
        assertEquals(cause, guest.get("mcause"));
        assertEquals(value, guest.get("mtval"));
        assertEquals(pc, guest.get("mepc"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x8002, 0xffff_ffff, 0x0000_0073 | 5 << 7, 0x5c00_2573, 0xc000_1073})
    void anIllegalInstructionIsReportedWithItsBits(int bits) {
        guest.run(NOP, bits);

        assertTrap(
                Trap.ILLEGAL_INSTRUCTION,
                bits & (Decoder.length(bits) == 2 ? 0xffffL : 0xffff_ffffL),
                TestBoard.RAM + 4);
    }

    @Test
    void anIllegalInstructionAcrossPagesIsReportedWhole() {
        long edge = TestBoard.RAM + 0x3000 - 2;
        guest.runAt(edge, 0x5c00_2573);

        assertTrap(Trap.ILLEGAL_INSTRUCTION, 0x5c00_2573L, edge);
    }

    @Test
    void reservedRoundingModesAreIllegal() {
        int bits = Asm.floating("fadd.d", 1, 2, 3, 5);
        guest.run(bits);

        assertTrap(Trap.ILLEGAL_INSTRUCTION, bits, TestBoard.RAM);
    }

    @Test
    void aReservedDynamicRoundingModeIsIllegalWhenUsed() {
        int bits = Asm.floating("fcvt.d.w", 1, A0, 0, 7);
        guest.set("frm", 6).run(bits);

        assertTrap(Trap.ILLEGAL_INSTRUCTION, bits & 0xffff_ffffL, TestBoard.RAM);
    }

    @Test
    void floatingPointThatIsOffIsIllegal() {
        int load = Asm.i("fld", 1, A1, 0);
        guest.set("mstatus", 0).set("a1", Guest.DATA).run(NOP, load);

        assertTrap(Trap.ILLEGAL_INSTRUCTION, load, TestBoard.RAM + 4);
    }

    @Test
    void accessesToNothingFaultWithTheirAddress() {
        guest.set("a1", NOWHERE).run(NOP, Asm.i("ld", A0, A1, 8));

        assertTrap(Trap.LOAD_ACCESS_FAULT, NOWHERE + 8, TestBoard.RAM + 4);
    }

    @Test
    void storesToNothingFaultToo() {
        guest.set("a1", NOWHERE).run(Asm.store("sb", A0, A1, 0));

        assertTrap(Trap.STORE_ACCESS_FAULT, NOWHERE, TestBoard.RAM);
    }

    @ParameterizedTest
    @ValueSource(longs = {NOWHERE, TestBoard.UART, -4096, 0})
    void codeIsFetchedFromMemoryOnly(long target) {
        guest.set("a1", target).run(Asm.i("jalr", ZERO, A1, 0));

        assertTrap(Trap.INSTRUCTION_ACCESS_FAULT, target, target);
    }

    @Test
    void misalignedAtomicsTrap() {
        guest.set("a1", Guest.DATA + 2).run(Asm.r("amoadd.w", A0, A1, A0));
        assertTrap(Trap.STORE_ADDRESS_MISALIGNED, Guest.DATA + 2, TestBoard.RAM);

        guest.runAt(TestBoard.RAM + 0x100, Asm.r("lr.d", A0, A1, 0));
        assertTrap(Trap.LOAD_ADDRESS_MISALIGNED, Guest.DATA + 2, TestBoard.RAM + 0x100);
    }

    @Test
    void atomicsReachMemoryOnly() {
        guest.set("a1", TestBoard.UART).run(Asm.r("amoswap.w", A0, A1, A0));

        assertTrap(Trap.STORE_ACCESS_FAULT, TestBoard.UART, TestBoard.RAM);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void environmentCallsSayTheirMode(long mode) {
        inMode(mode).run(NOP, Asm.plain("ecall"));

        assertTrap(8 + mode, 0, TestBoard.RAM + 4);
        assertEquals(mode, guest.get("mstatus") >>> 11 & 3);
        assertEquals(3, guest.get("priv"));
    }

    @Test
    void exceptionsOfLowerModesCanBeDelegated() {
        inMode(0).set("medeleg", 1 << 8).run(Asm.plain("ecall"));

        assertEquals(8, guest.get("scause"));
        assertEquals(TestBoard.RAM, guest.get("sepc"));
        assertEquals(1, guest.get("priv"));
        assertEquals(0, guest.get("mcause"));
    }

    @Test
    void exceptionsOfMachineModeStayThere() {
        inMode(3).set("medeleg", 1 << 3).run(Asm.plain("ebreak"));

        assertTrap(Trap.BREAKPOINT, 0, TestBoard.RAM);
    }

    @Test
    void returnsRestoreModeAndInterruptEnable() {
        inMode(3).set("mepc", TestBoard.RAM + 0x100).set("mstatus", MPP_SUPERVISOR | Mstatus.MPIE | Mstatus.MPRV);
        guest.board.put(TestBoard.RAM + 0x100, Asm.WFI);
        guest.run(Asm.plain("mret"));

        assertEquals(1, guest.get("priv"));
        assertEquals(Mstatus.MIE | Mstatus.MPIE, guest.get("mstatus") & 0x2_1888);
    }

    @Test
    void returnsToUserModeByTheSupervisor() {
        inMode(1).set("sepc", TestBoard.RAM + 0x100).set("mstatus", Mstatus.SPIE);
        guest.board.put(TestBoard.RAM + 0x100, Asm.plain("ecall"));
        guest.run(Asm.plain("sret"));

        assertEquals(Trap.ECALL_FROM_USER, guest.get("mcause"));
        assertEquals(Mstatus.SIE | Mstatus.SPIE, guest.get("mstatus") & 0x122);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mret", "sret", "wfi"})
    void userModeMayNot(String name) {
        inMode(0).run(Asm.plain(name));

        assertTrap(Trap.ILLEGAL_INSTRUCTION, Asm.plain(name), TestBoard.RAM);
    }

    @Test
    void theMachineMayWatchTheSupervisor() {
        inMode(1).set("mstatus", Mstatus.TVM | Mstatus.TW | Mstatus.TSR);
        assertIllegal(Asm.csr("csrrs", A0, "satp", 0), 0x100);
        assertIllegal(Asm.r("sfence.vma", 0, 0, 0), 0x110);
        assertIllegal(Asm.plain("sret"), 0x120);
        assertIllegal(Asm.WFI, 0x130);
    }

    private void assertIllegal(int bits, int offset) {
        guest.set("priv", 1).runAt(TestBoard.RAM + offset, bits);
        assertTrap(Trap.ILLEGAL_INSTRUCTION, bits & 0xffff_ffffL, TestBoard.RAM + offset);
    }

    @Test
    void countersAreOpenedModeByMode() {
        int rdtime = Asm.csr("csrrs", A0, "time", 0);
        inMode(0).set("mcounteren", 2).set("scounteren", 0);
        guest.runAt(TestBoard.RAM + 0x100, rdtime);
        assertTrap(Trap.ILLEGAL_INSTRUCTION, rdtime & 0xffff_ffffL, TestBoard.RAM + 0x100);

        guest.set("priv", 0).set("scounteren", 2);
        guest.runAt(TestBoard.RAM + 0x200, rdtime, Asm.plain("ecall"));
        assertEquals(Trap.ECALL_FROM_USER, guest.get("mcause"));
    }

    @Test
    void interruptsAreTakenInTheOrderOfTheirPriority() {
        guest.hart.input("mtip").set(true);
        guest.hart.input("msip").set(true);
        guest.hart.input("meip").set(true);
        guest.set("mstatus", Mstatus.MIE).set("mie", 0x888);
        waitAt(Guest.HANDLER);
        assertEquals(Long.MIN_VALUE | 11, guest.get("mcause"));
        assertEquals(TestBoard.RAM, guest.get("mepc"));
    }

    private void waitAt(long handler) {
        guest.board.put(handler, Asm.csr("csrrwi", ZERO, "mie", 0), Asm.WFI);
        assertSame(Cpu.Exit.IDLE, guest.hart.run());
    }

    @Test
    void vectoredInterruptsHaveAnEntryEach() {
        guest.set("mtvec", Guest.HANDLER | 1).set("mstatus", Mstatus.MIE).set("mie", 1 << 7);
        guest.hart.input("mtip").set(true);

        waitAt(Guest.HANDLER + 4 * 7);
        assertEquals(Guest.HANDLER + 4 * 7 + 8, guest.get("pc"));
    }

    @Test
    void delegatedInterruptsDoNotDisturbMachineMode() {
        guest.set("mideleg", 0x222).set("mstatus", Mstatus.MIE | Mstatus.SIE).set("mie", 0x200);
        guest.hart.input("seip").set(true);
        guest.board.put(TestBoard.RAM, Asm.i("addi", A0, ZERO, 1), Asm.csr("csrrwi", ZERO, "mie", 0), Asm.WFI);
        assertSame(Cpu.Exit.IDLE, guest.hart.run());

        assertEquals(0, guest.get("mcause"));
        assertEquals(1, guest.get("a0"));
    }

    @Test
    void anInterruptIsTakenAsSoonAsItIsEnabled() {
        guest.hart.input("msip").set(true);
        guest.set("mie", 8).set("a0", 8);
        waitAtHandlerRunning(Asm.csr("csrrs", ZERO, "mstatus", A0), Asm.i("addi", T0, ZERO, 1));

        assertEquals(Long.MIN_VALUE | 3, guest.get("mcause"));
        assertEquals(TestBoard.RAM + 4, guest.get("mepc"));
        assertEquals(0, guest.get("t0"));
    }

    private void waitAtHandlerRunning(int... program) {
        guest.board.put(TestBoard.RAM, program);
        waitAt(Guest.HANDLER);
    }

    @Test
    void aHandlerThatTrapsForeverCanBeKicked() {
        guest.set("mtvec", NOWHERE);
        guest.board.put(TestBoard.RAM, 0);
        guest.board.kickAfter(3, guest.hart);

        assertSame(Cpu.Exit.KICKED, guest.hart.run());
        assertEquals(NOWHERE, guest.get("mepc"));
    }
}
