package org.backplane.cpu.riscv;

/** The fields of {@code mstatus}; privileged manual, section 3.1.6. */
final class Mstatus {
    static final long SIE = 1L << 1;
    static final long MIE = 1L << 3;
    static final long SPIE = 1L << 5;
    static final long MPIE = 1L << 7;
    static final long SPP = 1L << 8;
    static final int MPP_SHIFT = 11;
    static final long MPP = 3L << MPP_SHIFT;
    static final long FS = 3L << 13;
    static final long FS_DIRTY = FS;
    static final long MPRV = 1L << 17;
    static final long SUM = 1L << 18;
    static final long MXR = 1L << 19;
    static final long TVM = 1L << 20;
    static final long TW = 1L << 21;
    static final long TSR = 1L << 22;
    static final long UXL = 3L << 32;
    /** 64 bits for user and supervisor mode. */
    static final long XL_64 = 2L << 32 | 2L << 34;

    static final long SD = 1L << 63;

    /** What {@code sstatus} shows of it. */
    static final long SUPERVISOR = SIE | SPIE | SPP | FS | SUM | MXR | UXL | SD;

    /** What {@code sstatus} lets be written. */
    static final long SUPERVISOR_WRITABLE = SIE | SPIE | SPP | FS | SUM | MXR;

    static final long WRITABLE = SUPERVISOR_WRITABLE | MIE | MPIE | MPP | MPRV | TVM | TW | TSR;

    private Mstatus() {}
}
