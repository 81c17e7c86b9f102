package org.backplane.api.cpu;

import java.util.Locale;
import org.backplane.api.Name;

/** What a processor executes; named as QEMU's system emulators are. */
@Name("SysEmuTarget")
public enum Architecture {
    RISCV32("riscv"),
    RISCV64("riscv"),
    I386("i386"),
    @Name("x86_64")
    X86_64("x86_64"),
    ARM("arm"),
    AARCH64("arm");

    private final String family;

    Architecture(String family) {
        this.family = family;
    }

    /** How a type of processor is called among the types of all objects: {@code rv64-riscv-cpu}. */
    public String objectType(String cpuType) {
        return "%s-%s-cpu".formatted(cpuType, family);
    }

    /** The name on the wire: {@code riscv64}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
