package org.backplane.machine.virt;

/** Where things are on QEMU's {@code virt} machine, and which interrupts they have; hw/riscv/virt.c of QEMU 7.2. */
final class VirtMap {
    static final long RESET_ROM = 0x1000;
    static final long RESET_ROM_SIZE = 0xf000;
    static final long TEST = 0x10_0000;
    static final long TEST_SIZE = 0x1000;
    static final long RTC = 0x10_1000;
    static final long RTC_SIZE = 0x1000;
    static final long CLINT = 0x200_0000;
    static final long CLINT_SIZE = 0x1_0000;
    static final long MTIMER = CLINT + 0x4000;
    static final long SSWI = 0x2f0_0000;
    static final long PLIC = 0xc00_0000;
    static final long UART = 0x1000_0000;
    static final long UART_SIZE = 0x100;
    static final long MMIO = 0x1000_1000;
    static final long MMIO_SIZE = 0x1000;
    static final int MMIO_COUNT = 8;
    static final long FW_CFG = 0x1010_0000;
    static final long FW_CFG_SIZE = 0x18;
    static final long FLASH = 0x2000_0000;
    static final long FLASH_BANK_SIZE = 32 << 20;
    static final long FLASH_1 = FLASH + FLASH_BANK_SIZE;
    static final long RAM = 0x8000_0000L;

    static final String RAM_NAME = "riscv_virt_board.ram";

    /** The first of the interrupts of the places for MMIO devices. */
    static final int MMIO_IRQ = 1;

    static final int UART_IRQ = 10;
    static final int RTC_IRQ = 11;
    static final int IRQ_SOURCES = 96;

    static final int TIMEBASE_HERTZ = 10_000_000;

    private VirtMap() {}
}
