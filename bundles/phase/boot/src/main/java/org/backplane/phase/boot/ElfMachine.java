package org.backplane.phase.boot;

import java.util.Map;

/** Names of what ELF files are for, {@code e_machine}; System V ABI, chapter 4. */
final class ElfMachine {
    private static final Map<Integer, String> NAMES = Map.of(
            2,
            "SPARC",
            3,
            "x86",
            8,
            "MIPS",
            20,
            "PowerPC",
            21,
            "PowerPC64",
            22,
            "S390",
            40,
            "ARM",
            62,
            "x86-64",
            183,
            "AArch64",
            243,
            "RISC-V");

    private ElfMachine() {}

    static String name(int machine) {
        return NAMES.getOrDefault(machine, "machine number " + machine);
    }
}
