package org.backplane.cpu.riscv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsrsTest {
    private final Guest guest = new Guest();

    @ParameterizedTest
    @CsvSource({
        "mstatus, 8000000a007e79aa",
        "medeleg, b3ff",
        "mideleg, 222",
        "mie, aaa",
        "mip, 222",
        "mcounteren, ffffffff",
        "scounteren, ffffffff",
        "mcountinhibit, fffffffd",
        "menvcfg, 8000000000000001",
        "senvcfg, 1",
        "mepc, fffffffffffffffe",
        "sepc, fffffffffffffffe",
        "mcause, ffffffffffffffff",
        "mscratch, ffffffffffffffff",
        "fcsr, ff",
        "frm, 7",
        "fflags, 1f",
        "pmpaddr3, 3fffffffffffff",
        "satp, 0",
        "mhpmcounter3, 0",
        "mhpmevent31, 0",
        "mvendorid, 0",
        "misa, 800000000014112d"
    })
    void onlyExistingBitsAreKept(String name, String bits) {
        guest.set(name, -1);

        assertEquals(Long.parseUnsignedLong(bits, 16), guest.get(name), name);
    }

    @Test
    void thePreviousModeIsNeverAReservedOne() {
        guest.set("mstatus", 1L << 11).set("mstatus", 2L << 11);

        assertEquals(1L << 11, guest.get("mstatus") & Mstatus.MPP);
    }

    @Test
    void vectorsKeepWhatTheyCannotBe() {
        guest.set("stvec", 0x1001).set("stvec", 0x2002);

        assertEquals(0x1001, guest.get("stvec"));
    }

    @Test
    void theSupervisorSeesItsPart() {
        guest.set("mstatus", -1).set("mie", -1).set("mideleg", 0x202);

        assertEquals(0x8000_0002_000c_6122L, guest.get("sstatus"));
        assertEquals(0x202, guest.get("sie"));
        guest.set("sie", 0);
        assertEquals(0xaaa & ~0x202, guest.get("mie"));
    }

    @Test
    void softwareInterruptsAreTheSupervisorsToClear() {
        guest.set("mideleg", 0x222).hart.input("ssip").set(true);
        assertEquals(2, guest.get("sip"));

        guest.set("sip", 0);
        assertEquals(0, guest.get("mip"));
    }

    @Test
    void registersHaveTheNamesOfTheManualAndOfTheAssembler() {
        guest.set("a0", 5).set("fp", 6).set("ft0", 7).set("zero", 8);

        assertEquals(5, guest.get("x10"));
        assertEquals(6, guest.get("x8"));
        assertEquals(7, guest.get("f0"));
        assertEquals(0, guest.get("x0"));
        assertEquals(List.of("pc", "x0", "x1"), guest.hart.registers().subList(0, 3));
        assertTrue(guest.hart.registers().containsAll(List.of("f31", "priv", "satp", "mhartid", "pmpaddr15")));
    }

    @Test
    void everyRegisterCanBeRead() {
        for (var name : guest.hart.registers()) {
            guest.get(name);
        }
        assertThrows(IllegalArgumentException.class, () -> guest.get("x32"));
        assertThrows(IllegalArgumentException.class, () -> guest.set("priv", 2));
    }

    @Test
    void whatIsLeftOutIsNotThere() {
        var board = new TestBoard();
        var hart = board.hart(new Isa(Set.of(), true, false));
        board.put(
                Guest.HANDLER,
                Asm.csr("csrrs", Asm.A0, "mepc", 0),
                Asm.i("addi", 10, 10, 4),
                Asm.csr("csrrw", 0, "mepc", 10),
                Asm.i("addi", 12, 12, 1),
                Asm.plain("mret"));
        hart.register("mtvec", Guest.HANDLER);
        board.put(
                TestBoard.RAM,
                Asm.csr("csrrs", 11, "stimecmp", 0),
                Asm.csr("csrrs", 11, "pmpcfg0", 0),
                Asm.csr("csrrs", 11, "pmpaddr0", 0),
                Asm.r("andn", 11, 11, 11),
                Asm.WFI);
        hart.run();

        assertEquals(4, hart.x(12));
        hart.register("satp", 9L << 60);
        assertEquals(0, hart.register("satp"));
    }

    @Test
    void theDeviceTreeSaysWhatThereIs() {
        var rv64 = new Rv64.Properties(true, true, true, true, true, true, true, true, false, true).isa();
        assertEquals(
                "rv64imafdc_zicntr_zicsr_zifencei_zihpm_zba_zbb_zbs_sstc",
                rv64.deviceTree().get("riscv,isa"));
        assertEquals("riscv,sv57", rv64.deviceTree().get("mmu-type"));

        var everything = new Isa(EnumSet.allOf(Extension.class), true, true);
        assertEquals(
                List.of(
                        "i",
                        "m",
                        "a",
                        "f",
                        "d",
                        "c",
                        "zicntr",
                        "zicond",
                        "zicsr",
                        "zifencei",
                        "zihpm",
                        "zba",
                        "zbb",
                        "zbs",
                        "sstc"),
                everything.deviceTree().get("riscv,isa-extensions"));

        var little = new Rv64.Properties(false, false, false, false, false, false, false, false, false, true).isa();
        assertEquals(
                Map.of(
                        "riscv,isa", "rv64imafdc_zicntr_zicsr_zifencei_zihpm",
                        "riscv,isa-base", "rv64i",
                        "riscv,isa-extensions",
                                List.of("i", "m", "a", "f", "d", "c", "zicntr", "zicsr", "zifencei", "zihpm"),
                        "mmu-type", "riscv,none"),
                little.deviceTree());
    }
}
