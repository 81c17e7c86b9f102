package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.cpu.Cpu;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private static final long STCE = 1L << 63;

    private final AtomicLong nanos = new AtomicLong();
    private final Guest guest = new Guest(new TestBoard().time(nanos::get));

    @Test
    void aWaitingHartIsIdleUntilAnEnabledInterruptIsPending() {
        guest.board.put(TestBoard.RAM, Asm.WFI, Asm.i("addi", A0, ZERO, 1), Asm.jal(ZERO, -8));
        guest.set("mie", 1 << 7);
        assertSame(Cpu.Exit.IDLE, guest.hart.run());
        guest.hart.input("msip").set(true);
        assertSame(Cpu.Exit.IDLE, guest.hart.run());
        assertEquals(0, guest.get("a0"));

        guest.hart.input("mtip").set(true);
        guest.board.kickAfter(3, guest.hart);
        assertSame(Cpu.Exit.KICKED, guest.hart.run());
        assertEquals(1, guest.get("a0"));
    }

    @Test
    void aRisingLineWakes() {
        guest.hart.input("seip").set(true);
        guest.hart.input("seip").set(false);

        assertEquals(1, guest.board.wakes());
    }

    @Test
    void aKickBeforeRunningIsNotLost() {
        guest.hart.kick();

        assertSame(Cpu.Exit.KICKED, guest.hart.run());
    }

    @Test
    void theExternalLineAndTheBitOfSoftwareAreTwo() {
        guest.hart.input("seip").set(true);
        guest.set("a0", Interrupts.SEIP);
        guest.run(Asm.csr("csrrs", A1, "mip", ZERO), Asm.csr("csrrwi", ZERO, "mip", 0));
        assertEquals(Interrupts.SEIP, guest.get("a1"));
        assertEquals(Interrupts.SEIP, guest.get("mip"), "the line is still high");

        guest.hart.input("seip").set(false);
        assertEquals(0, guest.get("mip"));
    }

    @Test
    void settingABitDoesNotTakeOverTheLine() {
        guest.hart.input("seip").set(true);
        guest.run(Asm.csr("csrrsi", ZERO, "mip", Interrupts.SSIP));
        guest.hart.input("seip").set(false);

        assertEquals(Interrupts.SSIP, guest.get("mip"));
    }

    @Test
    void aPulseOfTheSupervisorSoftwareLineStaysPendingUntilSoftwareClearsIt() {
        guest.hart.input("ssip").set(true);
        guest.hart.input("ssip").set(false);
        assertEquals(Interrupts.SSIP, guest.get("mip"));

        guest.run(Asm.csr("csrrci", ZERO, "mip", Interrupts.SSIP));
        assertEquals(0, guest.get("mip"));
    }

    @Test
    void theSupervisorTimerComparesWithTime() {
        guest.set("menvcfg", STCE).set("stimecmp", 50);
        assertEquals(0, guest.get("mip"));

        nanos.set(4_999);
        assertEquals(0, guest.get("mip"));
        assertEquals(49, guest.get("time"));

        nanos.set(5_000);
        assertEquals(Interrupts.STIP, guest.get("mip"));

        guest.set("stimecmp", 51);
        assertEquals(0, guest.get("mip"));
    }

    @Test
    void withoutTheTimerItsBitIsSoftwares() {
        guest.set("stimecmp", 0).set("mip", Interrupts.STIP);
        assertEquals(Interrupts.STIP, guest.get("mip"));

        guest.set("mip", 0);
        assertEquals(0, guest.get("mip"));
    }

    @Test
    void theTimerWakesOnlyWhoEnabledIt() {
        guest.set("menvcfg", STCE).set("stimecmp", 50);
        assertEquals(Long.MAX_VALUE, guest.hart.wakeTime());

        guest.set("mie", Interrupts.STIP);
        assertEquals(5_000, guest.hart.wakeTime());

        guest.set("stimecmp", -1);
        assertEquals(Long.MAX_VALUE, guest.hart.wakeTime());
    }

    @Test
    void firmwareServesTheTimerWithoutTheExtension() {
        guest.hart.environment(hart -> hart.timer(50));
        guest.set("pmpaddr0", -1).set("pmpcfg0", 0x1f).set("priv", 1);
        guest.run(Asm.plain("ecall"));
        assertEquals(0, guest.get("mip"));

        nanos.set(5_000);
        assertEquals(Interrupts.STIP, guest.get("mip"));
    }

    @Test
    void theSupervisorUsesItsTimerOnlyWhenTheMachineLetsIt() {
        int read = Asm.csr("csrrs", A0, "stimecmp", 0);
        guest.set("pmpaddr0", -1).set("pmpcfg0", 0x1f).set("priv", 1).set("mcounteren", 2);
        guest.runAt(TestBoard.RAM + 0x100, read);
        assertEquals(Trap.ILLEGAL_INSTRUCTION, guest.get("mcause"));

        guest.set("menvcfg", STCE).set("priv", 1).set("mcause", 0);
        guest.runAt(TestBoard.RAM + 0x200, read);
        assertEquals(0, guest.get("mcause"));
        assertEquals(-1, guest.get("a0"));
    }

    @Test
    void aBusyHartSeesItsTimerFire() {
        guest.set("menvcfg", STCE).set("stimecmp", 50).set("mideleg", 0x222).set("stvec", Guest.HANDLER);
        guest.set("pmpaddr0", -1).set("pmpcfg0", 0x1f).set("priv", 1).set("mstatus", Mstatus.SIE);
        guest.set("mie", Interrupts.STIP);
        guest.board.put(TestBoard.RAM, Asm.jal(ZERO, 0));
        guest.board.put(Guest.HANDLER, Asm.csr("csrrwi", ZERO, "sie", 0), Asm.WFI);
        guest.board.time(() -> nanos.addAndGet(1_000));
        assertSame(Cpu.Exit.IDLE, guest.hart.run());

        assertEquals(Long.MIN_VALUE | 5, guest.get("scause"));
    }

    @Test
    void thereAreNoOtherLines() {
        assertThrows(IllegalArgumentException.class, () -> guest.hart.input("nmi"));
    }
}
