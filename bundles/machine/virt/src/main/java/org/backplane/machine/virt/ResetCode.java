package org.backplane.machine.virt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.backplane.api.memory.Ram;

/**
 * What harts execute first. It calls firmware as OpenSBI and Linux expect to be called: {@code a0} is the hart,
 * {@code a1} the address of the device tree, {@code a2} the address of OpenSBI's {@code fw_dynamic_info}.
 */
final class ResetCode {
    private static final int ENTRY = 24;
    private static final int DEVICE_TREE = 32;
    private static final int INFO = 40;
    private static final int SIZE = 88;

    private static final int[] CODE = {
        0x00000297, // auipc t0, 0
        0xf1402573, // csrr  a0, mhartid
        0x0202b583, // ld    a1, DEVICE_TREE(t0)
        0x02828613, // addi  a2, t0, INFO
        0x0182b283, // ld    t0, ENTRY(t0)
        0x00028067, // jr    t0
    };

    /** {@code OSBI}; OpenSBI, include/sbi/fw_dynamic.h. */
    private static final long INFO_MAGIC = 0x4942534f;

    private static final long INFO_VERSION = 2;
    private static final long NEXT_MODE_SUPERVISOR = 1;
    private static final long NO_OPTIONS = 0;
    private static final long BOOT_HART = 0;

    private final Ram rom;

    ResetCode(Ram rom) {
        this.rom = rom;
    }

    /**
     * Puts it in place.
     *
     * @param entry what is called
     * @param deviceTree the address of the device tree
     * @param next what firmware shall call in supervisor mode, or 0
     */
    void write(long entry, long deviceTree, long next) {
        var bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int instruction : CODE) {
            bytes.putInt(instruction);
        }
        bytes.putLong(ENTRY, entry).putLong(DEVICE_TREE, deviceTree).position(INFO);
        bytes.putLong(INFO_MAGIC).putLong(INFO_VERSION).putLong(next);
        bytes.putLong(NEXT_MODE_SUPERVISOR).putLong(NO_OPTIONS).putLong(BOOT_HART);
        rom.write(0, bytes.array(), 0, SIZE);
    }
}
