package org.backplane.lib.riscv;

/** A hart's privilege mode; the privileged specification, section 1.2. */
public enum Privilege {
    USER(0),
    SUPERVISOR(1),
    MACHINE(3);

    private final int encoding;

    Privilege(int encoding) {
        this.encoding = encoding;
    }

    /** The encoding in {@code mstatus.MPP}. */
    public int encoding() {
        return encoding;
    }
}
