package org.backplane.cpu.riscv;

/** What a hart may have or lack beside RV64GC with supervisor mode and Sv39, in the order of an ISA string. */
enum Extension {
    ZICOND("zicond"),
    ZBA("zba"),
    ZBB("zbb"),
    ZBS("zbs"),
    SSTC("sstc"),
    /** Address translation of four levels; no part of an ISA string. */
    SV48(""),
    /** Address translation of five levels; no part of an ISA string. */
    SV57("");

    /** How an ISA string names it; empty if that does not. */
    final String isaName;

    Extension(String isaName) {
        this.isaName = isaName;
    }
}
