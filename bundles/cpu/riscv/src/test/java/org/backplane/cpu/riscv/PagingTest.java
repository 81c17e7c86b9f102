package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.Asm.A0;
import static org.backplane.cpu.riscv.Asm.A1;
import static org.backplane.cpu.riscv.Asm.A2;
import static org.backplane.cpu.riscv.Asm.NOP;
import static org.backplane.cpu.riscv.Asm.T1;
import static org.backplane.cpu.riscv.Asm.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
    private static final long V = 1;
    private static final long R = 2;
    private static final long W = 4;
    private static final long X = 8;
    private static final long U = 16;
    private static final long G = 32;
    private static final long A = 64;
    private static final long D = 128;
    private static final long TABLES = TestBoard.RAM + 0x8_0000;
    private static final long VIRTUAL = 0x12_3456_7000L & (1L << 38) - 1;
    private static final long PAGE = Guest.DATA;
    private static final long OTHER_PAGE = Guest.DATA + 0x1000;
    private static final int SUPERVISOR = 1;

    private final Guest guest = new Guest();
    private long nextTable;

    @BeforeEach
    void allowAll() {
        guest.set("pmpaddr0", -1).set("pmpcfg0", 0x1f);
        startTables(PageTables.SV39);
    }

    private int levels;

    /** Starts new tables with the beginning of memory mapped one to one, for the code. */
    private void startTables(int mode) {
        levels = mode - PageTables.SV39 + 3;
        nextTable = TABLES + 0x1000;
        guest.board.ram().clear(TABLES - TestBoard.RAM, 0x2_0000);
        map(TestBoard.RAM, TestBoard.RAM, V | R | X | A, 0);
        guest.set("satp", (long) mode << 60 | TABLES >>> 12).set("priv", SUPERVISOR);
    }

    /** Maps a page, or a larger one at a higher level; returns where its entry is. */
    private long map(long virtual, long physical, long flags, int leaf) {
        long table = TABLES;
        for (int level = levels - 1; level > leaf; level--) {
            long entry = entryAt(table, virtual, level);
            if (guest.memory(entry, 8) == 0) {
                guest.memory(entry, 8, nextTable >>> 12 << 10 | V);
                nextTable += 0x1000;
            }
            table = guest.memory(entry, 8) >>> 10 << 12;
        }
        long entry = entryAt(table, virtual, leaf);
        guest.memory(entry, 8, physical >>> 12 << 10 | flags);
        return entry;
    }

    private static long entryAt(long table, long virtual, int level) {
        return table + (virtual >>> (12 + 9 * level) & 511) * 8;
    }

    private Guest load(long virtual) {
        return guest.set("a1", virtual).run(Asm.i("ld", A0, A1, 0), Asm.plain("ecall"));
    }

    private Guest store(long virtual) {
        return guest.set("a1", virtual).set("a0", 77).run(Asm.store("sd", A0, A1, 0), Asm.plain("ecall"));
    }

    private void assertFault(long cause, long value) {
        assertEquals(cause, guest.get("mcause"));
        assertEquals(value, guest.get("mtval"));
    }

    @ParameterizedTest
    @ValueSource(ints = {PageTables.SV39, PageTables.SV48, PageTables.SV57})
    void pagesAreFoundWithAnyNumberOfLevels(int mode) {
        startTables(mode);
        long high = -0x10_0000_0000L + 0x5000;
        map(high, PAGE, V | R | A, 0);
        guest.memory(PAGE + 8, 8, 42);
        load(high + 8);

        assertEquals(42, guest.get("a0"));
    }

    @ParameterizedTest
    @ValueSource(ints = {PageTables.SV39, PageTables.SV48, PageTables.SV57})
    void addressesThatAreNotCanonicalFault(int mode) {
        startTables(mode);
        long virtual = 1L << (12 + 9 * levels - 1);
        load(virtual);

        assertFault(Trap.LOAD_PAGE_FAULT, virtual);
    }

    @Test
    void largePagesCoverAllOfTheirRange() {
        map(VIRTUAL, TestBoard.RAM, V | R | A, 1);
        guest.memory(PAGE + 16, 8, 42);
        load((VIRTUAL & -(1L << 21)) + (PAGE - TestBoard.RAM) + 16);

        assertEquals(42, guest.get("a0"));
    }

    @Test
    void aLargePageThatIsNotAlignedFaults() {
        map(VIRTUAL, TestBoard.RAM + 0x1000, V | R | A, 1);
        load(VIRTUAL);

        assertFault(Trap.LOAD_PAGE_FAULT, VIRTUAL);
    }

    @Test
    void accessedAndDirtyAreSetByHardware() {
        long entry = map(VIRTUAL, PAGE, V | R | W, 0);
        load(VIRTUAL);
        assertEquals(A, guest.memory(entry, 8) & (A | D));

        guest.set("priv", SUPERVISOR).set("a1", VIRTUAL);
        guest.runAt(TestBoard.RAM + 0x100, Asm.store("sd", A0, A1, 0));
        assertEquals(A | D, guest.memory(entry, 8) & (A | D));
    }

    @ParameterizedTest
    @ValueSource(longs = {R | X, V | W | R | U, V | R | W | 1L << 60, V | W, V | X | A})
    void whatIsNotReadableFaultsWithItsAddress(long flags) {
        map(VIRTUAL, PAGE, flags, 0);
        load(VIRTUAL + 8);

        assertFault(Trap.LOAD_PAGE_FAULT, VIRTUAL + 8);
    }

    @Test
    void storesNeedTheirPermission() {
        map(VIRTUAL, PAGE, V | R | A | D, 0);
        store(VIRTUAL);

        assertFault(Trap.STORE_PAGE_FAULT, VIRTUAL);
    }

    @Test
    void fetchesNeedTheirPermission() {
        map(VIRTUAL, PAGE, V | R | W | A | D, 0);
        guest.set("a1", VIRTUAL).run(Asm.i("jalr", ZERO, A1, 0));

        assertFault(Trap.INSTRUCTION_PAGE_FAULT, VIRTUAL);
    }

    @Test
    void aTablePointerHasNoFlags() {
        long entry = map(VIRTUAL, PAGE, V | R | A, 0);
        long parent = entry & -4096;
        guest.memory(entryAt(TABLES + 0x0, VIRTUAL, 2), 8, parent >>> 12 << 10 | V | A);
        load(VIRTUAL);

        assertFault(Trap.LOAD_PAGE_FAULT, VIRTUAL);
    }

    @Test
    void tablesOutsideMemoryAreAccessFaults() {
        guest.memory(entryAt(TABLES, VIRTUAL, 2), 8, TestBoard.UART >>> 12 << 10 | V);
        load(VIRTUAL);

        assertFault(Trap.LOAD_ACCESS_FAULT, VIRTUAL);
    }

    @Test
    void aMisalignedStoreWritesNothingIfItsSecondPageFaults() {
        map(VIRTUAL, PAGE, V | R | W | A | D, 0);
        guest.memory(PAGE + 4088, 8, 5);
        store(VIRTUAL + 4092);

        assertFault(Trap.STORE_PAGE_FAULT, VIRTUAL + 4096);
        assertEquals(5, guest.memory(PAGE + 4088, 8));
    }

    @Test
    void anInstructionFaultsAtItsSecondPage() {
        map(VIRTUAL, PAGE, V | X | A, 0);
        guest.memory(PAGE + 4094, 2, 0x13);
        guest.set("a1", VIRTUAL + 4094).run(Asm.i("jalr", ZERO, A1, 0));

        assertFault(Trap.INSTRUCTION_PAGE_FAULT, VIRTUAL + 4096);
        assertEquals(VIRTUAL + 4094, guest.get("mepc"));
    }

    @Test
    void theSupervisorUsesUserPagesOnlyWhenAllowed() {
        map(VIRTUAL, PAGE, V | R | U | A, 0);
        guest.memory(PAGE, 8, 42);
        load(VIRTUAL);
        assertFault(Trap.LOAD_PAGE_FAULT, VIRTUAL);

        guest.set("priv", SUPERVISOR).set("t1", Mstatus.SUM);
        guest.runAt(
                TestBoard.RAM + 0x100,
                Asm.csr("csrrs", ZERO, "sstatus", T1),
                Asm.i("ld", A2, A1, 0),
                Asm.csr("csrrc", ZERO, "sstatus", T1),
                Asm.i("ld", A2, A1, 0));
        assertEquals(42, guest.get("a2"));
        assertEquals(TestBoard.RAM + 0x10c, guest.get("mepc"));
    }

    @Test
    void theSupervisorNeverExecutesUserPages() {
        map(VIRTUAL, PAGE, V | X | U | A, 0);
        guest.set("mstatus", Mstatus.SUM).set("a1", VIRTUAL).run(Asm.i("jalr", ZERO, A1, 0));

        assertFault(Trap.INSTRUCTION_PAGE_FAULT, VIRTUAL);
    }

    @Test
    void userCodeAtAnAddressOfSupervisorCodeFaults() {
        guest.run(NOP, Asm.plain("ecall"));
        guest.set("priv", 0).set("pc", TestBoard.RAM).go();

        assertFault(Trap.INSTRUCTION_PAGE_FAULT, TestBoard.RAM);
    }

    @Test
    void executablePagesCanBeMadeReadable() {
        map(VIRTUAL, PAGE, V | X | A, 0);
        guest.memory(PAGE, 8, 42);
        guest.set("mstatus", Mstatus.MXR);
        load(VIRTUAL);

        assertEquals(42, guest.get("a0"));
    }

    @Test
    void theMachineMayUseTheEyesOfOthers() {
        map(VIRTUAL, PAGE, V | R | A, 0);
        guest.memory(PAGE, 8, 42).memory(TestBoard.RAM + 0x9000, 8, 43);
        guest.set("priv", 3).set("mstatus", Mstatus.MPRV | 1 << 11).set("a1", VIRTUAL);
        guest.run(Asm.i("ld", A0, A1, 0));

        assertEquals(42, guest.get("a0"));
    }

    /** How a guest tells the hart that tables have changed. */
    enum Fence {
        ALL,
        ADDRESS_SPACE,
        ADDRESS,
        ADDRESS_IN_LARGE_PAGE
    }

    @ParameterizedTest
    @EnumSource
    void aFenceForgetsWhatTablesSaid(Fence fence) {
        boolean large = fence == Fence.ADDRESS_IN_LARGE_PAGE;
        long virtual = large ? VIRTUAL & -(1L << 21) : VIRTUAL;
        long offset = large ? PAGE - TestBoard.RAM : 0;
        long entry = map(virtual, large ? TestBoard.RAM : PAGE, V | R | A, large ? 1 : 0);
        guest.memory(PAGE, 8, 42).memory(OTHER_PAGE, 8, 43);
        map(Guest.HANDLER + 0x10_0000_0000L, entry, V | R | W | A | D, 0);
        guest.set("a1", virtual + offset)
                .set("a2", (Guest.HANDLER + 0x10_0000_0000L & -4096) + (entry & 4095))
                .set("t1", large ? 0 : OTHER_PAGE >>> 12 << 10 | V | R | A)
                .set("t2", virtual);
        int sfence = switch (fence) {
            case ALL -> Asm.r("sfence.vma", 0, 0, 0);
            case ADDRESS_SPACE -> Asm.r("sfence.vma", 0, 0, A0);
            case ADDRESS, ADDRESS_IN_LARGE_PAGE -> Asm.r("sfence.vma", 0, Asm.T2, 0);
        };
        guest.run(
                Asm.i("ld", 20, A1, 0), Asm.store("sd", T1, A2, 0), sfence, Asm.i("ld", 21, A1, 0), Asm.plain("ecall"));

        assertEquals(42, guest.get("x20"));
        if (large) {
            assertFault(Trap.LOAD_PAGE_FAULT, virtual + offset);
        } else {
            assertEquals(43, guest.get("x21"));
        }
    }

    @Test
    void aFenceForgetsWhereCodeWas() {
        long entry = map(VIRTUAL, PAGE, V | X | A, 0);
        guest.board.put(PAGE, Asm.i("addi", A0, ZERO, 1), Asm.i("jalr", ZERO, 1, 0));
        guest.board.put(OTHER_PAGE, Asm.i("addi", A0, ZERO, 2), Asm.i("jalr", ZERO, 1, 0));
        map(PAGE, entry, V | R | W | A | D, 0);
        guest.set("a1", VIRTUAL).set("a2", PAGE + (entry & 4095)).set("t1", OTHER_PAGE >>> 12 << 10 | V | X | A);
        guest.run(
                Asm.i("jalr", 1, A1, 0),
                Asm.store("sd", T1, A2, 0),
                Asm.r("sfence.vma", 0, A1, 0),
                Asm.i("jalr", 1, A1, 0),
                Asm.plain("ecall"));

        assertEquals(2, guest.get("a0"));
    }

    @Test
    void aFenceOfAnAddressSpaceForgetsWhereItsCodeWas() {
        assertEquals(2, codeAfterFenceOfSpace(V | X | A));
    }

    @Test
    void aFenceOfAnAddressSpaceKeepsGlobalCode() {
        assertEquals(1, codeAfterFenceOfSpace(V | X | A | G));
    }

    /** Which code is executed at an address when its entry has changed and only one address space was fenced. */
    private long codeAfterFenceOfSpace(long bits) {
        long entry = map(VIRTUAL, PAGE, bits, 0);
        map(TestBoard.RAM, TestBoard.RAM, V | R | X | A | G, 0);
        guest.board.put(PAGE, Asm.i("addi", A0, ZERO, 1), Asm.i("jalr", ZERO, 1, 0));
        guest.board.put(OTHER_PAGE, Asm.i("addi", A0, ZERO, 2), Asm.i("jalr", ZERO, 1, 0));
        map(PAGE, entry, V | R | W | A | D, 0);
        guest.set("a1", VIRTUAL).set("a2", PAGE + (entry & 4095)).set("t1", OTHER_PAGE >>> 12 << 10 | bits);
        guest.run(
                Asm.i("jalr", 1, A1, 0),
                Asm.store("sd", T1, A2, 0),
                Asm.r("sfence.vma", 0, 0, A1),
                Asm.i("jalr", 1, A1, 0),
                Asm.plain("ecall"));
        return guest.get("a0");
    }

    @Test
    void anotherAddressSpaceHasOtherPages() {
        map(VIRTUAL, PAGE, V | R | A, 0);
        guest.memory(PAGE, 8, 42);
        guest.set("a1", VIRTUAL).set("t1", 0);
        guest.run(Asm.i("ld", A0, A1, 0), Asm.csr("csrrw", ZERO, "satp", T1), Asm.i("ld", A0, A1, 0));

        assertEquals(42, guest.get("a0"));
        assertFault(Trap.LOAD_ACCESS_FAULT, VIRTUAL);
    }

    @Test
    void aModeThatIsNotThereLeavesTheRegister() {
        long before = guest.get("satp");
        guest.set("satp", 7L << 60);

        assertEquals(before, guest.get("satp"));
    }
}
